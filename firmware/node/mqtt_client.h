// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

enum class LinkState : uint8_t { closed, opening, open };

/// A stream of bytes to the broker and back, e.g. TCP over Wi-Fi. No call waits for the other side.
class Link {
 public:
  /// Begins to connect; `state` tells what became of it.
  virtual void open() = 0;

  virtual void close() = 0;

  virtual LinkState state() = 0;

  /// Hands over up to `count` bytes and says how many were taken; 0 while the line is busy.
  virtual size_t write(const uint8_t* bytes, size_t count) = 0;

  /// Takes up to `count` bytes that have come and says how many; 0 where there are none now.
  virtual size_t read(uint8_t* into, size_t count) = 0;

 protected:
  ~Link() = default;  // never deleted through this seam: the board has no heap to give back to
};

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

/// What a client has been through since its start.
struct ClientCounts {
  uint32_t connections = 0;  ///< the broker said welcome
  uint32_t refusals = 0;     ///< the broker said no: wrong user, wrong password
  uint32_t losses = 0;       ///< a connection, or an attempt at one, that came to nothing
  uint32_t repeats = 0;      ///< messages sent once more because no acknowledgement came
};

/// Publishes over a link with QoS 1, one message at a time: the next is taken when the one before
/// it has been acknowledged, so that order is kept and no copy of a message is needed. Connects by
/// itself, again and again, 1 to 60 s apart. It never waits; everything happens in `poll`.
class MqttClient {
 public:
  /// `link` and the texts of `greeting` outlive the client. `seed` spreads the attempts of many
  /// nodes after a power cut; not 0.
  MqttClient(Link& link, const Greeting& greeting, uint32_t seed)
      : link_(link), greeting_(greeting), rng_(seed == 0 ? 1 : seed) {}

  /// Goes on with everything: connecting, sending, hearing, keeping alive.
  void poll(uint32_t now_ms);

  [[nodiscard]] bool is_connected() const { return stage_ == Stage::connected; }

  /// True once for every new connection; nothing sent on an earlier one counts any more.
  bool take_connected();

  /// True once for every message that the broker has acknowledged.
  bool take_acknowledged();

  /// Whether a message is out and not acknowledged on this connection.
  [[nodiscard]] bool is_awaiting() const { return is_awaiting_; }

  /// Whether `publish` would be heeded: connected, the line free, and no message out or the one
  /// that is out unanswered for too long.
  [[nodiscard]] bool wants_message() const;

  /// Sends a new message. One that was out is given up; its acknowledgement will be passed over.
  void publish(const Message& message, uint32_t now_ms);

  /// Sends the message that is out once more, marked as a repeat. Requires: is_awaiting().
  void publish_again(const Message& message, uint32_t now_ms);

  /// Says goodbye, so that the broker does not publish the will, and stays away for good. False
  /// while the line is too busy for it: call again.
  bool leave();

  [[nodiscard]] const ClientCounts& counts() const { return counts_; }

  /// Bytes are waiting for the link to take them.
  [[nodiscard]] bool is_sending() const { return sent_ < packet_.size(); }

  /// When `poll` next has something to do, if the link has nothing new.
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
  uint32_t due_ms_ = 0;        // of the stage: the next attempt, or the end of patience
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
