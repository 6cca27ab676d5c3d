// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

enum class LinkState : uint8_t { closed, opening, open };

/// A byte stream to and from the broker, such as TCP over Wi-Fi. No call blocks.
class Link {
 public:
  /// Begins to connect; `state` reports the result.
  virtual void open() = 0;

  virtual void close() = 0;

  virtual LinkState state() = 0;

  /// Writes up to `count` bytes and returns how many were accepted; 0 while the link is busy.
  virtual size_t write(const uint8_t* bytes, size_t count) = 0;

  /// Reads up to `count` received bytes and returns their number; 0 if there are none now.
  virtual size_t read(uint8_t* into, size_t count) = 0;

 protected:
  ~Link() = default;  // never deleted through this interface: the board uses no heap
};

/// Our identity and credentials for the broker, and our will. All texts outlive the client.
struct Greeting {
  const char* client_id = "";
  const char* user = nullptr;      ///< nullptr if the broker needs none
  const char* password = nullptr;  ///< only with a user
  const char* will_topic = "";
  const char* will_text = "";  ///< published retained, QoS 1, when the connection is lost
  uint16_t keep_alive_seconds = 60;
};

/// One message to publish. The bytes must be valid during the call only.
struct Message {
  const char* topic = "";  ///< NUL-terminated
  const char* payload = "";
  size_t payload_size = 0;
  bool is_retained = false;
};

/// One outgoing MQTT 3.1.1 packet in a fixed-size buffer. A packet that does not fit is not
/// started.
class PacketBuffer {
 public:
  /// The largest packet is CONNECT: with all texts of Settings at their maximum it needs 348 bytes.
  static constexpr size_t capacity = 384;

  /// Each makes the buffer hold that packet. False if it does not fit; the buffer is then empty.
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

/// What a broker may send to a client that only publishes.
enum class Heard : uint8_t {
  nothing_yet,
  connected,     ///< CONNACK; `code` is 0 if the connection was accepted
  acknowledged,  ///< PUBACK for `packet_id`
  alive,         ///< PINGRESP
  nonsense,      ///< not MQTT, or a packet we never requested; the connection is unusable
};

/// Parses the broker's bytes one at a time, however they are fragmented, and reports complete
/// packets. It stores two bytes of a packet, because no accepted packet has more.
class MqttReader {
 public:
  /// After `nonsense`, every byte is nonsense until `reset`.
  Heard take(uint8_t byte);

  /// Starts over, for a new connection.
  void reset() { *this = MqttReader(); }

  /// Packet id of the last `acknowledged`.
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

/// Statistics of a client since its start.
struct ClientCounts {
  uint32_t connections = 0;  ///< accepted by the broker
  uint32_t refusals = 0;     ///< refused by the broker: wrong user, wrong password
  uint32_t losses = 0;       ///< lost connections and failed attempts
  uint32_t repeats = 0;      ///< messages sent again because no acknowledgement arrived
};

/// Publishes over a link with QoS 1, one message at a time: the next message is accepted when the
/// previous one has been acknowledged, so that the order is kept and no message has to be copied.
/// Reconnects automatically, at intervals of 1 to 60 s. It never blocks; everything happens in
/// `poll`.
class MqttClient {
 public:
  /// `link` and the texts of `greeting` outlive the client. `seed` spreads the attempts of many
  /// nodes after a power cut; not 0.
  MqttClient(Link& link, const Greeting& greeting, uint32_t seed)
      : link_(link), greeting_(greeting), rng_(seed == 0 ? 1 : seed) {}

  /// Continues all activities: connecting, sending, receiving, keep-alive.
  void poll(uint32_t now_ms);

  [[nodiscard]] bool is_connected() const { return stage_ == Stage::connected; }

  /// True once for every new connection; anything sent on an earlier one is void.
  bool take_connected();

  /// True once for every message that the broker has acknowledged.
  bool take_acknowledged();

  /// Whether a message is in flight and not acknowledged on this connection.
  [[nodiscard]] bool is_awaiting() const { return is_awaiting_; }

  /// Whether `publish` would be accepted: connected, the link is idle, and no message is in flight,
  /// or it has been unacknowledged for too long.
  [[nodiscard]] bool wants_message() const;

  /// Sends a new message. A message in flight is given up; its acknowledgement will be ignored.
  void publish(const Message& message, uint32_t now_ms);

  /// Sends the message in flight again, with the DUP flag. Requires: is_awaiting().
  void publish_again(const Message& message, uint32_t now_ms);

  /// Disconnects cleanly, so that the broker does not publish the will, and does not reconnect.
  /// False while the link is too busy: call again.
  bool leave();

  [[nodiscard]] const ClientCounts& counts() const { return counts_; }

  /// Bytes are waiting to be written to the link.
  [[nodiscard]] bool is_sending() const { return sent_ < packet_.size(); }

  /// When `poll` next has something to do, unless the link has news earlier.
  [[nodiscard]] uint32_t wake_ms(uint32_t now_ms) const;

 private:
  enum class Stage : uint8_t { start, resting, opening, greeting, connected, gone };

  void open(uint32_t now_ms);
  void greet(uint32_t now_ms);
  void converse(uint32_t now_ms);
  void hear(uint32_t now_ms);
  void heed(Heard heard, uint32_t now_ms);
  void welcome(uint32_t now_ms);
  void keep_alive(uint32_t now_ms);
  void send(bool fits, uint32_t now_ms);
  void flush();
  void lose(uint32_t now_ms);
  uint32_t rest_ms();

  Link& link_;
  Greeting greeting_;
  PacketBuffer packet_;
  MqttReader reader_;
  ClientCounts counts_;
  size_t sent_ = 0;
  uint32_t rng_;
  uint32_t due_ms_ = 0;        // of the stage: the next attempt, or the timeout
  uint32_t last_sent_ms_ = 0;  // when a packet was last begun
  uint32_t published_ms_ = 0;
  uint32_t last_ping_ms_ = 0;
  uint32_t rest_limit_ms_ = 0;
  uint16_t packet_id_ = 0;
  uint8_t tries_ = 0;
  Stage stage_ = Stage::start;
  bool is_awaiting_ = false;
  bool is_overdue_ = false;
  bool is_pinging_ = false;
  bool is_acknowledged_ = false;
  bool is_new_connection_ = false;
};

}  // namespace lamplighter::node
