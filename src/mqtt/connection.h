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

/// A message as it came, with the broker's number for it: 0 where it needs no acknowledgement.
struct Arrival {
  Message message;
  std::uint16_t packet_id = 0;
  bool is_repeat = false;  ///< the broker sent it before, under the same number
  /// MQTT 5 message expiry interval, less the time for which the message waited at the broker.
  std::optional<std::chrono::seconds> expires_in = {};
};

/// What happens on a connection; called on the thread that receives. They may publish.
struct Handlers {
  std::function<void(const Arrival&)> on_message = {};
  /// `resumed`: the broker still had our session; what it had sent without an acknowledgement
  /// comes again.
  std::function<void(bool resumed)> on_connected = {};
  /// Not reached, refused, lost, or a subscription refused. The connection goes on trying.
  std::function<void(const Error&)> on_trouble = {};
};

enum class Kept : bool { no, yes };

/// A client of a broker, QoS 1: stays connected, with growing pauses between attempts. It has no
/// thread: one thread receives and acknowledges in turn, any thread may publish.
///
/// Nothing is acknowledged before `acknowledge` is called. A user that makes what it received
/// durable in between loses nothing: what was not acknowledged, the broker delivers again.
class Connection {
 public:
  /// Errors: bad_input for a host, client id or file that cannot be used.
  static Result<std::unique_ptr<Connection>> make(const Settings& settings, Handlers handlers,
                                                  const Clock& clock, Rng rng);
  ~Connection();

  /// Subscribes now or as soon as there is a connection, and again after each loss.
  void subscribe(std::string filter);

  /// Waits up to `wait` for the broker, connects where there is no connection, and gives what came
  /// to `on_message`; returns early after `wake`, a stop, and some thousands of messages.
  void receive(std::chrono::milliseconds wait, const std::stop_token& stop);

  /// Waits without listening: what the broker sends stays where it is. Returns early after `wake`
  /// and a stop.
  void rest(std::chrono::milliseconds wait, const std::stop_token& stop);

  /// Sends what waits: acknowledgements of all that was received, and what was published.
  void acknowledge();

  /// receive and acknowledge in turn until asked to stop, then close.
  void run(const std::stop_token& stop);

  /// Hands a message to the broker, QoS 1. Any thread. Errors: unavailable while there is no
  /// connection; the message is then dropped.
  Result<void> publish(const std::string& topic, std::string_view payload, Kept kept = Kept::no);

  /// The same for what is wrong when it comes late: QoS 0, and expired after `expires_in` where the
  /// broker knows MQTT 5. It is never sent on another connection than this one.
  Result<void> publish_once(const std::string& topic, std::string_view payload,
                            std::chrono::seconds expires_in);

  /// Makes a `receive` that waits return. Any thread.
  void wake();

  [[nodiscard]] bool is_connected() const;

  /// Sends what waits, for at most a second, and says goodbye: the broker then keeps the will to
  /// itself. Where an acknowledgement is due, hangs up without a word instead, so that the broker
  /// delivers again.
  void close();

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lamplighter::mqtt
