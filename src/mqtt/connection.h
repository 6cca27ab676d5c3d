// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/result.h"
#include "mqtt/settings.h"
#include "payloads/message.h"
#include "ports/clock.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace lamplighter::mqtt {

/// A message as received, with its packet identifier: 0 if it needs no acknowledgement.
struct Arrival {
  Message message;
  std::uint16_t packet_id = 0;
  bool is_repeat = false;  ///< the broker sent it before, with the same packet identifier
  /// MQTT 5 message expiry interval, minus the time that the message waited on the broker.
  std::optional<std::chrono::seconds> expires_in = {};
};

/// Callbacks, called on the thread that receives. They may publish.
struct Handlers {
  std::function<void(const Arrival&)> on_message = {};
  /// `resumed`: the broker still had our session; messages without an acknowledgement are delivered
  /// again.
  std::function<void(bool resumed)> on_connected = {};
  /// The broker is unreachable or rejected the connection or a subscription, or the connection was
  /// lost. The connection keeps retrying.
  std::function<void(const Error&)> on_trouble = {};
};

enum class Kept : bool { no, yes };

/// A client of a broker with QoS 1: stays connected, with growing pauses between attempts. It has
/// no thread: one thread receives and acknowledges in turn, any thread may publish.
///
/// Nothing is acknowledged before `acknowledge` is called. A caller that makes messages durable
/// before that loses none: the broker delivers unacknowledged messages again.
class Connection {
 public:
  /// Errors: bad_input for an invalid host, client ID or file.
  static Result<std::unique_ptr<Connection>> make(const Settings& settings, Handlers handlers,
                                                  const Clock& clock, Rng rng);
  ~Connection();

  /// Subscribes now or as soon as there is a connection, and again after each reconnect.
  void subscribe(std::string filter);

  /// Waits up to `wait` for the broker, connects if there is no connection, and passes messages to
  /// `on_message`; returns early after `wake`, on a stop request, and after some thousands of
  /// messages.
  void receive(std::chrono::milliseconds wait, const std::stop_token& stop);

  /// Waits without reading: messages stay in the socket. Returns early after `wake` and on a stop
  /// request.
  void rest(std::chrono::milliseconds wait, const std::stop_token& stop);

  /// Sends what is waiting: acknowledgements for all received messages, and published messages.
  void acknowledge();

  /// Calls receive and acknowledge in turn until a stop request, then closes.
  void run(const std::stop_token& stop);

  /// Queues a message for the broker, QoS 1. Thread-safe. Errors: unavailable without a connection;
  /// the message is then dropped.
  Result<void> publish(const std::string& topic, std::string_view payload, Kept kept = Kept::no);

  /// The same for messages that would be wrong if delivered late: QoS 0, expiring after
  /// `expires_in` if the broker supports MQTT 5. Never sent on a later connection.
  Result<void> publish_once(const std::string& topic, std::string_view payload,
                            std::chrono::seconds expires_in);

  /// Makes a waiting `receive` return. Thread-safe.
  void wake();

  [[nodiscard]] bool is_connected() const;

  /// Sends what is waiting, for at most a second, then DISCONNECT, so that the broker does not
  /// publish the will. If an acknowledgement is due, closes without DISCONNECT instead, so that the
  /// broker delivers again.
  void close();

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lamplighter::mqtt
