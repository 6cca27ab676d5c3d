// SPDX-License-Identifier: Apache-2.0
// The packets of MQTT 3.1.1 (OASIS standard, 29 October 2014), sections 3.1, 3.3, 3.12 and 3.14.
#include "node/mqtt_packet.h"

#include "node/text.h"

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
constexpr uint8_t will_flags = 0x2C;  // retained, QoS 1, there is one
// The broker need keep nothing of us: we subscribe to nothing, and what it has not acknowledged is
// still in the outbox.
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

}  // namespace lamplighter::node

// MQTT 3.1.1, sections 3.2, 3.4 and 3.13. The three packets we accept have a length of one byte, 0
// or 2; an overlong form of it (0x80 0x00) is not shortest and is refused like any other nonsense.
namespace lamplighter::node {
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

}  // namespace lamplighter::node
