// SPDX-License-Identifier: Apache-2.0
#include "node/mqtt_client.h"

#include "node/wall_clock.h"

namespace lamplighter::node {
namespace {

// Chosen by us: a broker in the house answers in milliseconds, one behind a bad line in seconds.
constexpr uint32_t open_patience_ms = 15'000;
constexpr uint32_t greeting_patience_ms = 10'000;
constexpr uint32_t acknowledgement_patience_ms = 10'000;
constexpr uint32_t ping_patience_ms = 15'000;
constexpr uint8_t most_tries = 3;
constexpr uint32_t first_rest_ms = 1'000;
constexpr uint32_t longest_rest_ms = 60'000;
constexpr size_t heard_at_once = 64;

uint32_t quiet_ms(const Greeting& greeting) { return greeting.keep_alive_seconds * 750U; }

}  // namespace

void MqttClient::poll(uint32_t now_ms) {
  switch (stage_) {
    case Stage::start:
      rest_limit_ms_ = first_rest_ms;
      return open(now_ms);
    case Stage::resting:
      if (has_passed(now_ms, due_ms_)) open(now_ms);
      return;
    case Stage::opening:
      return greet(now_ms);
    case Stage::greeting:
    case Stage::connected:
      return converse(now_ms);
    case Stage::gone:
      return;
  }
}

void MqttClient::open(uint32_t now_ms) {
  stage_ = Stage::opening;
  due_ms_ = now_ms + open_patience_ms;
  link_.open();
}

void MqttClient::greet(uint32_t now_ms) {
  const LinkState link = link_.state();
  if (link == LinkState::opening && !has_passed(now_ms, due_ms_)) return;
  if (link != LinkState::open) return lose(now_ms);
  stage_ = Stage::greeting;
  due_ms_ = now_ms + greeting_patience_ms;
  reader_.reset();
  send(packet_.connect(greeting_), now_ms);
}

void MqttClient::converse(uint32_t now_ms) {
  hear(now_ms);
  if (stage_ != Stage::greeting && stage_ != Stage::connected) return;
  if (link_.state() != LinkState::open) return lose(now_ms);
  flush();
  if (stage_ == Stage::greeting) {
    if (has_passed(now_ms, due_ms_)) lose(now_ms);
    return;
  }
  if (is_awaiting_ && has_passed(now_ms, published_ms_ + acknowledgement_patience_ms)) {
    if (tries_ >= most_tries) return lose(now_ms);
    is_overdue_ = true;
  }
  keep_alive(now_ms);
}

void MqttClient::hear(uint32_t now_ms) {
  uint8_t bytes[heard_at_once];
  const size_t count = link_.read(bytes, sizeof bytes);
  for (size_t i = 0; i < count; ++i) {
    heed(reader_.take(bytes[i]), now_ms);
    if (stage_ != Stage::greeting && stage_ != Stage::connected) return;
  }
}

void MqttClient::heed(Heard heard, uint32_t now_ms) {
  const bool is_welcome = stage_ == Stage::greeting && heard == Heard::connected;
  if (heard == Heard::nothing_yet) return;
  if (is_welcome && reader_.code() == 0) return welcome(now_ms);
  if (is_welcome) {
    ++counts_.refusals;
    rest_limit_ms_ = longest_rest_ms;
    return lose(now_ms);
  }
  if (stage_ != Stage::connected || heard == Heard::connected || heard == Heard::nonsense) {
    return lose(now_ms);
  }
  if (heard == Heard::alive) is_pinging_ = false;
  if (heard == Heard::acknowledged && is_awaiting_ && reader_.packet_id() == packet_id_) {
    is_awaiting_ = false;
    is_overdue_ = false;
    is_acknowledged_ = true;
  }
}

void MqttClient::welcome(uint32_t now_ms) {
  stage_ = Stage::connected;
  rest_limit_ms_ = first_rest_ms;
  last_sent_ms_ = now_ms;
  ++counts_.connections;
  is_new_connection_ = true;
}

void MqttClient::keep_alive(uint32_t now_ms) {
  if (is_pinging_) {
    if (has_passed(now_ms, last_ping_ms_ + ping_patience_ms)) lose(now_ms);
    return;
  }
  if (is_sending() || !has_passed(now_ms, last_sent_ms_ + quiet_ms(greeting_))) return;
  is_pinging_ = true;
  last_ping_ms_ = now_ms;
  send(packet_.ping(), now_ms);
}

bool MqttClient::take_connected() {
  const bool taken = is_new_connection_;
  is_new_connection_ = false;
  return taken;
}

bool MqttClient::take_acknowledged() {
  const bool taken = is_acknowledged_;
  is_acknowledged_ = false;
  return taken;
}

bool MqttClient::wants_message() const {
  return is_connected() && !is_sending() && (!is_awaiting_ || is_overdue_);
}

void MqttClient::publish(const Message& message, uint32_t now_ms) {
  packet_id_ = packet_id_ == UINT16_MAX ? 1 : static_cast<uint16_t>(packet_id_ + 1);
  tries_ = 1;
  is_awaiting_ = true;
  is_overdue_ = false;
  published_ms_ = now_ms;
  send(packet_.publish(message, packet_id_, false), now_ms);
}

void MqttClient::publish_again(const Message& message, uint32_t now_ms) {
  ++tries_;
  ++counts_.repeats;
  is_overdue_ = false;
  published_ms_ = now_ms;
  send(packet_.publish(message, packet_id_, true), now_ms);
}

bool MqttClient::leave() {
  if (stage_ == Stage::connected) {
    if (is_sending()) flush();
    if (is_sending()) return false;
    (void)packet_.disconnect();
    sent_ = 0;
    flush();
  }
  link_.close();
  stage_ = Stage::gone;
  return true;
}

uint32_t MqttClient::wake_ms(uint32_t now_ms) const {
  if (stage_ != Stage::connected) return stage_ == Stage::start ? now_ms : due_ms_;
  const uint32_t ping_due =
      is_pinging_ ? last_ping_ms_ + ping_patience_ms : last_sent_ms_ + quiet_ms(greeting_);
  const uint32_t answer_due = published_ms_ + acknowledgement_patience_ms;
  if (!is_awaiting_ || until(now_ms, ping_due) < until(now_ms, answer_due)) return ping_due;
  return answer_due;
}

/// A packet that does not fit is never sent; the texts were checked at the start (see Settings).
void MqttClient::send(bool fits, uint32_t now_ms) {
  sent_ = 0;
  if (!fits) return;
  last_sent_ms_ = now_ms;
  flush();
}

void MqttClient::flush() {
  if (is_sending()) sent_ += link_.write(packet_.bytes() + sent_, packet_.size() - sent_);
}

void MqttClient::lose(uint32_t now_ms) {
  link_.close();
  ++counts_.losses;
  stage_ = Stage::resting;
  due_ms_ = now_ms + rest_ms();
  sent_ = packet_.size();
  is_awaiting_ = false;
  is_overdue_ = false;
  is_pinging_ = false;
}

/// Between half the limit and the limit, which doubles each time.
uint32_t MqttClient::rest_ms() {
  chance_ ^= chance_ << 13;  // xorshift32, Marsaglia 2003
  chance_ ^= chance_ >> 17;
  chance_ ^= chance_ << 5;
  const uint32_t half = rest_limit_ms_ / 2;
  rest_limit_ms_ = rest_limit_ms_ < longest_rest_ms / 2 ? rest_limit_ms_ * 2 : longest_rest_ms;
  return half + chance_ % (half + 1);
}

}  // namespace lamplighter::node
