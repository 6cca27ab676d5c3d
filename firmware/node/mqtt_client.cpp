// SPDX-License-Identifier: Apache-2.0
// The packets of MQTT 3.1.1 (OASIS standard, 29 October 2014), sections 3.1, 3.3, 3.12 and 3.14.
#include "node/mqtt_client.h"

#include "node/text.h"
#include "node/wall_clock.h"

namespace lamplighter::node {
namespace {

constexpr uint8_t connect_type = 0x10;
constexpr uint8_t publish_type = 0x30;
constexpr uint8_t pingreq_type = 0xC0;
constexpr uint8_t disconnect_type = 0xE0;

constexpr uint8_t quality_one = 0x02;
constexpr uint8_t repeat_flag = 0x08;
constexpr uint8_t retain_flag = 0x01;

constexpr uint8_t protocol_level = 4;  // 3.1.1
constexpr uint8_t user_flag = 0x80;
constexpr uint8_t password_flag = 0x40;
constexpr uint8_t will_flags = 0x2C;  // retained, QoS 1, will flag
// The broker does not need to keep a session: we have no subscriptions, and what it has not
// acknowledged is still in the outbox.
constexpr uint8_t clean_session = 0x02;

constexpr size_t length_prefix = 2;

size_t text_size(const char* text) { return length_prefix + length_of(text); }

}  // namespace

bool PacketBuffer::connect(const Greeting& greeting) {
  const bool has_user = greeting.user != nullptr;
  const bool has_password = has_user && greeting.password != nullptr;
  size_t body = 10 + text_size(greeting.client_id) + text_size(greeting.will_topic) +
                text_size(greeting.will_text);
  if (has_user) body += text_size(greeting.user);
  if (has_password) body += text_size(greeting.password);
  if (!begin(connect_type, body)) return false;
  put_text("MQTT");
  put(protocol_level);
  put(static_cast<uint8_t>(clean_session | will_flags | (has_user ? user_flag : 0) |
                           (has_password ? password_flag : 0)));
  put_word(greeting.keep_alive_seconds);
  put_text(greeting.client_id);
  put_text(greeting.will_topic);
  put_text(greeting.will_text);
  if (has_user) put_text(greeting.user);
  if (has_password) put_text(greeting.password);
  return true;
}

bool PacketBuffer::publish(const Message& message, uint16_t packet_id, bool is_repeat) {
  const auto first =
      static_cast<uint8_t>(publish_type | quality_one | (is_repeat ? repeat_flag : 0) |
                           (message.is_retained ? retain_flag : 0));
  if (!begin(first, text_size(message.topic) + 2 + message.payload_size)) return false;
  put_text(message.topic);
  put_word(packet_id);
  put_bytes(message.payload, message.payload_size);
  return true;
}

bool PacketBuffer::ping() { return begin(pingreq_type, 0); }

bool PacketBuffer::disconnect() { return begin(disconnect_type, 0); }

bool PacketBuffer::begin(uint8_t first_byte, size_t body_size) {
  constexpr size_t longest_header = 3;  // bodies stay below 16,384 bytes
  size_ = 0;
  if (body_size > capacity - longest_header) return false;
  put(first_byte);
  if (body_size >= 128) {
    put(static_cast<uint8_t>(body_size % 128 + 128));
    body_size /= 128;
  }
  put(static_cast<uint8_t>(body_size));
  return true;
}

void PacketBuffer::put_word(size_t word) {
  put(static_cast<uint8_t>(word >> 8));
  put(static_cast<uint8_t>(word));
}

void PacketBuffer::put_bytes(const char* bytes, size_t count) {
  for (size_t i = 0; i < count; ++i) put(static_cast<uint8_t>(bytes[i]));
}

void PacketBuffer::put_text(const char* text) {
  const size_t length = length_of(text);
  put_word(length);
  put_bytes(text, length);
}

// MQTT 3.1.1, sections 3.2, 3.4 and 3.13. The three accepted packets have a one-byte length, 0 or
// 2; an overlong encoding (0x80 0x00) is refused like any other malformed packet.
namespace {

constexpr uint8_t connack = 0x20;
constexpr uint8_t puback = 0x40;
constexpr uint8_t pingresp = 0xD0;
constexpr uint8_t session_present = 0x01;

bool is_accepted(uint8_t type) { return type == connack || type == puback || type == pingresp; }

uint8_t length_for(uint8_t type) { return type == pingresp ? 0 : 2; }

}  // namespace

Heard MqttReader::take(uint8_t byte) {
  switch (stage_) {
    case Stage::type:
      if (!is_accepted(byte)) return lose();
      type_ = byte;
      stage_ = Stage::length;
      return Heard::nothing_yet;
    case Stage::length:
      if (byte != length_for(type_)) return lose();
      expected_ = byte;
      received_ = 0;
      stage_ = Stage::body;
      return expected_ == 0 ? complete() : Heard::nothing_yet;
    case Stage::body:
      body_[received_++] = byte;
      return received_ == expected_ ? complete() : Heard::nothing_yet;
    case Stage::lost:
      break;
  }
  return Heard::nonsense;
}

Heard MqttReader::complete() {
  stage_ = Stage::type;
  if (type_ == pingresp) return Heard::alive;
  if (type_ == connack) {
    return (body_[0] & ~session_present) == 0 ? Heard::connected : lose();
  }
  return packet_id() != 0 ? Heard::acknowledged : lose();
}

Heard MqttReader::lose() {
  stage_ = Stage::lost;
  return Heard::nonsense;
}

namespace {

// Chosen by us: a local broker responds in milliseconds, one behind a bad link in seconds.
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

/// A random value between half the limit and the limit, which doubles each time.
uint32_t MqttClient::rest_ms() {
  rng_ ^= rng_ << 13;  // xorshift32, Marsaglia 2003
  rng_ ^= rng_ >> 17;
  rng_ ^= rng_ << 5;
  const uint32_t half = rest_limit_ms_ / 2;
  rest_limit_ms_ = rest_limit_ms_ < longest_rest_ms / 2 ? rest_limit_ms_ * 2 : longest_rest_ms;
  return half + rng_ % (half + 1);
}

}  // namespace lamplighter::node
