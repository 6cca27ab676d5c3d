// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace lamplighter::node {

/// What a broker may say to a client that only publishes.
enum class Heard : uint8_t {
  nothing_yet,
  connected,     ///< CONNACK; `code` is 0 where we are welcome
  acknowledged,  ///< PUBACK for `packet_id`
  alive,         ///< PINGRESP
  nonsense,      ///< not MQTT, or a packet we never asked for; the connection is of no more use
};

/// Takes the broker's bytes one at a time, in whatever pieces they come, and says when they make a
/// packet. It holds two bytes of a packet, since none that we accept has more.
class MqttReader {
 public:
  /// After `nonsense` everything is nonsense until `reset`.
  Heard take(uint8_t byte);

  /// Begins afresh, for a new connection.
  void reset() { *this = MqttReader(); }

  /// Of the last `acknowledged`.
  [[nodiscard]] uint16_t packet_id() const {
    return static_cast<uint16_t>(body_[0] << 8 | body_[1]);
  }

  /// The return code of the last `connected`.
  [[nodiscard]] uint8_t code() const { return body_[1]; }

 private:
  enum class Stage : uint8_t { type, length, body, lost };

  Heard complete();
  Heard lose();

  uint8_t body_[2] = {};
  uint8_t type_ = 0;
  uint8_t expected_ = 0;
  uint8_t received_ = 0;
  Stage stage_ = Stage::type;
};

}  // namespace lamplighter::node
