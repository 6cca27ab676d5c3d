// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

/// Who we are to the broker, and what it says of us once we are gone. All texts outlive the client.
struct Greeting {
  const char* client_id = "";
  const char* user = nullptr;      ///< nullptr where the broker asks for none
  const char* password = nullptr;  ///< only with a user
  const char* will_topic = "";
  const char* will_text = "";  ///< published retained, QoS 1, when the connection is lost
  uint16_t keep_alive_seconds = 60;
};

/// One message to publish. The bytes outlive the call that takes it.
struct Message {
  const char* topic = "";  ///< ends with NUL
  const char* payload = "";
  size_t payload_size = 0;
  bool is_retained = false;
};

/// One outgoing MQTT 3.1.1 packet in memory of a fixed size. A packet that does not fit is not
/// begun.
class PacketBuffer {
 public:
  /// The largest packet is CONNECT: every text of Settings at its longest needs 348 bytes.
  static constexpr size_t capacity = 384;

  /// Each makes the buffer hold that packet. False where it does not fit; it then holds nothing.
  bool connect(const Greeting& greeting);
  bool publish(const Message& message, uint16_t packet_id, bool is_repeat);
  bool ping();
  bool disconnect();

  [[nodiscard]] const uint8_t* bytes() const { return bytes_; }
  [[nodiscard]] size_t size() const { return size_; }

 private:
  bool begin(uint8_t first_byte, size_t body_size);
  void put(uint8_t byte) { bytes_[size_++] = byte; }
  void put_word(size_t word);
  void put_bytes(const char* bytes, size_t count);
  void put_text(const char* text);

  uint8_t bytes_[capacity] = {};
  size_t size_ = 0;
};

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
