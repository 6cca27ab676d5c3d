// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1, sections 3.2, 3.4 and 3.13. The three packets we accept have a length of one byte, 0
// or 2; an overlong form of it (0x80 0x00) is not shortest and is refused like any other nonsense.
#include "node/mqtt_reader.h"

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
