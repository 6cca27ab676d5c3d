// SPDX-License-Identifier: Apache-2.0
#include "node/node.h"

#include "node/outbox.h"
#include "node/text.h"

namespace lamplighter::node {
namespace {

constexpr size_t longest_payload = 128;
constexpr const char* online = "online";
constexpr const char* offline = "offline";

void write_topic(char* into, size_t room, const Settings& settings, const char* last) {
  Text text(into, room - 1);  // the terminating NUL is there from the start
  text.add(settings.topic_prefix).add("/node/").add(settings.id).add(last);
}

}  // namespace

Node::Node(I2cBus& bus, Link& link, const Settings& settings)
    : settings_(settings),
      sampler_(bus, settings.interval_ms),
      client_(link, greeting(), settings.boot) {}

Greeting Node::greeting() {
  Text(client_id_, sizeof client_id_ - 1).add("lamplighter-node-").add(settings_.id);
  write_topic(light_topic_, sizeof light_topic_, settings_, "/lux");
  write_topic(status_topic_, sizeof status_topic_, settings_, "/status");
  return {.client_id = client_id_,
          .user = settings_.user,
          .password = settings_.password,
          .will_topic = status_topic_,
          .will_text = offline};
}

bool Node::poll(Moment now) {
  wall_.advance(now.light_ms);
  if (sampler_.poll(now.light_ms)) outbox_.push(sampler_.measurement(), sampler_.taken_ms());
  client_.poll(now.network_ms);
  const bool is_delivered = settle();
  if (client_.wants_message()) speak(now);
  return is_delivered;
}

/// Handles what the client has received. True if a reading was acknowledged.
bool Node::settle() {
  if (client_.take_connected()) is_announced_ = false;
  if (!client_.take_acknowledged()) return false;
  if (out_ == Out::status) is_announced_ = true;
  if (out_ == Out::reading) {
    outbox_.remove(sent_.number);
    delivered_ = sent_;
  }
  const bool is_delivered = out_ == Out::reading;
  out_ = Out::nothing;
  return is_delivered;
}

void Node::speak(Moment now) {
  if (!is_announced_) {
    send_status(online, now);
  } else if (!outbox_.is_empty()) {
    send_reading(now);
  }
}

void Node::send_status(const char* text, Moment now) {
  const Message message{.topic = status_topic_,
                        .payload = text,
                        .payload_size = length_of(text),
                        .is_retained = true};
  if (client_.is_awaiting() && out_ == Out::status) {
    client_.publish_again(message, now.network_ms);
  } else {
    client_.publish(message, now.network_ms);
  }
  out_ = Out::status;
}

/// A repeat contains the current age, so that it stays correct. If the reading in flight was
/// meanwhile dropped from the outbox, the next one is a new message.
void Node::send_reading(Moment now) {
  const Kept kept = outbox_.front();
  const bool is_repeat =
      client_.is_awaiting() && out_ == Out::reading && kept.number == sent_.number;
  char payload[longest_payload];
  Text text(payload, sizeof payload);
  write_payload(text, kept, now.light_ms, settings_.boot, wall_);
  const Message message{.topic = light_topic_, .payload = payload, .payload_size = text.size()};
  if (is_repeat) {
    client_.publish_again(message, now.network_ms);
  } else {
    client_.publish(message, now.network_ms);
  }
  sent_ = kept;
  out_ = Out::reading;
}

bool Node::leave(Moment now) {
  client_.poll(now.network_ms);
  (void)settle();
  if (!client_.is_connected()) return client_.leave();
  if (!is_leaving_) {
    if (client_.is_sending()) return false;
    send_status(offline, now);
    is_leaving_ = true;
    return false;
  }
  if (client_.is_awaiting() && !client_.wants_message()) return false;
  return client_.leave();
}

Moment Node::wake(Moment now) const {
  return {sampler_.wake_ms(), client_.wake_ms(now.network_ms)};
}

}  // namespace lamplighter::node
