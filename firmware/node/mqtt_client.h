// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/link.h"
#include "node/mqtt_packet.h"

namespace lamplighter::node {

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
      : link_(link), greeting_(greeting), chance_(seed == 0 ? 1 : seed) {}

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
  uint32_t chance_;
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
