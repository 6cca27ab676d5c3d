// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"
#include "hue/house.h"
#include "hue/transport.h"
#include "ports/clock.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::hue {

enum class RequestKind { question, lamp_command, group_command };

/// Enforces a bridge's rate limits: ten lamp commands and one group command per second. It only
/// computes; the caller waits.
///
/// Gaps are counted from the response to one request to the sending of the next, so that a slow
/// network cannot push two commands together. If the bridge still responds "too many requests" (all
/// its apps share the limit), the pause grows by 250 ms each time.
class Pacer {
 public:
  static constexpr auto question_gap = 50ms;
  static constexpr auto lamp_gap = 100ms;
  static constexpr auto group_gap = 1000ms;
  static constexpr auto refusal_step = 250ms;
  static constexpr auto longest_pause = 5000ms;

  /// When the next request of a kind may be sent. Never later than `now` plus the longest
  /// applicable gap, even after the clock was set back.
  [[nodiscard]] Instant earliest(RequestKind kind, Instant now) const;

  /// Records that a request was accepted.
  void accepted(RequestKind kind, Instant at);

  /// Records that the bridge responded with "too many requests".
  void refused(Instant at);

  /// Whether the last response was "too many requests".
  [[nodiscard]] bool is_refused() const { return refusals_ > 0; }

 private:
  Instant last_question_{};
  Instant last_command_{};
  Instant last_group_{};
  Instant last_refusal_{};
  int refusals_ = 0;
};

/// The target of a command: a lamp or a group, by its id on the bridge.
struct Target {
  enum class Kind { lamp, group };
  Kind kind;
  std::string id;

  friend bool operator==(const Target&, const Target&) = default;
  friend auto operator<=>(const Target&, const Target&) = default;
};

/// The targets on a bridge for the names of a room's lamps. Errors: not_found; the message lists
/// the names that exist.
Result<std::vector<Target>> find_targets(const BridgeHouse& house,
                                         const std::vector<std::string>& names);

/// The lamps of the targets, each once.
std::vector<BridgeLamp> lamps_of(const BridgeHouse& house, const std::vector<Target>& targets);

/// The motion sensor with that name or id; nothing if there is none.
const BridgeSensor* find_sensor(const BridgeHouse& house, const std::string& name);

/// The state of a lamp as the bridge reports it.
LampSetting setting_of(const BridgeLamp& lamp);

/// Version 1 for old bridges and emulators, version 2 for all others.
enum class Api { v1, v2 };

/// Tells a `Bridge` that is waiting that something else must be done first, and wakes it up. Safe
/// from any thread.
struct Interruption {
  std::function<std::stop_token()> listen;  ///< stopped when `is_wanted` may have changed
  std::function<bool()> is_wanted;
};

/// A paired bridge: queries and commands, one after the other, within the bridge's rate limits.
/// Waits use the clock and end on a stop request. Not thread-safe.
class Bridge {
 public:
  /// How often a request is sent, at most, while the bridge is too busy.
  static constexpr int most_tries = 5;

  /// Requires: transport and clock outlive the bridge; `key` satisfies is_token.
  Bridge(Transport& transport, Clock& clock, Api api, std::string key, std::stop_token stop = {});

  /// From now on, does not wait for a busy bridge while something else must be done first.
  void give_way_to(Interruption order) { order_ = std::move(order); }

  /// The current state of all lamps and groups. Errors: those of Transport::send and check_status.
  Result<BridgeHouse> house();

  /// Only the lamps, which is cheaper on a bridge with version 1. Errors: as for `house`.
  Result<std::vector<BridgeLamp>> lamps();

  /// Succeeds when the bridge has accepted the command; the lamp itself may still be unreachable.
  /// Errors: as for `house`, and not_found for an unknown target, bad_input for what the lamp does
  /// not support.
  Result<void> command(const Target& target, const LampCommand& command);

  /// The time of the clock used for waiting.
  [[nodiscard]] Instant now() const { return clock_.now(); }

  /// How long the rate limits delay the next request of a kind.
  [[nodiscard]] std::chrono::milliseconds pause_before(RequestKind kind) const;

  /// Whether the bridge responded to the last request at all.
  [[nodiscard]] bool answers() const { return answers_; }

 private:
  [[nodiscard]] HttpRequest request_for(const Target& target, const LampCommand& command) const;
  Result<HttpAnswer> send_paced(RequestKind kind, const HttpRequest& request);
  Result<void> wait_to_send(RequestKind kind);
  void pause(RequestKind kind);

  Transport& transport_;
  Clock& clock_;
  Api api_;
  std::string key_;
  std::stop_token stop_;
  Interruption order_;
  Pacer pacer_;
  bool answers_ = true;
};

}  // namespace lamplighter::hue
