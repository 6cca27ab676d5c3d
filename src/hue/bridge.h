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

/// Keeps a bridge's limits: ten lamp commands and one group command a second. It only computes;
/// whoever sends also waits.
///
/// Gaps are counted from the answer of one request to the sending of the next, so that a slow
/// network cannot push two commands together. Where the bridge says that it is too fast all the
/// same (the limit is shared by all its apps), the pause grows by 250 ms a time.
class Pacer {
 public:
  static constexpr auto question_gap = 50ms;
  static constexpr auto lamp_gap = 100ms;
  static constexpr auto group_gap = 1000ms;
  static constexpr auto refusal_step = 250ms;
  static constexpr auto longest_pause = 5000ms;

  /// When the next request of a kind may be sent. Never further from `now` than the longest gap
  /// that applies, also after the clock was set back.
  [[nodiscard]] Instant earliest(RequestKind kind, Instant now) const;

  /// A request was answered, and taken.
  void accepted(RequestKind kind, Instant at);

  /// A request was answered with "too many".
  void refused(Instant at);

  /// Whether the last request was answered so.
  [[nodiscard]] bool is_refused() const { return refusals_ > 0; }

 private:
  Instant last_question_{};
  Instant last_command_{};
  Instant last_group_{};
  Instant last_refusal_{};
  int refusals_ = 0;
};

/// What a command goes to: a lamp or a group, by its id at the bridge.
struct Target {
  enum class Kind { lamp, group };
  Kind kind;
  std::string id;

  friend bool operator==(const Target&, const Target&) = default;
  friend auto operator<=>(const Target&, const Target&) = default;
};

/// What the names of a room's lamps mean at a bridge. Errors: not_found; the message lists what
/// there is.
Result<std::vector<Target>> find_targets(const BridgeHouse& house,
                                         const std::vector<std::string>& names);

/// The lamps of the targets, each once.
std::vector<BridgeLamp> lamps_of(const BridgeHouse& house, const std::vector<Target>& targets);

/// The motion sensor of that name or id; nothing where there is none.
const BridgeSensor* find_sensor(const BridgeHouse& house, const std::string& name);

/// What a lamp is, as the bridge has it.
LampSetting setting_of(const BridgeLamp& lamp);

/// Version 1 for old bridges and emulators, version 2 for all others.
enum class Api { v1, v2 };

/// Tells a bridge that is waited for that something else has to be done first, and wakes it where
/// it waits. Any thread.
struct Interruption {
  std::function<std::stop_token()> listen;  ///< stopped once `is_wanted` may be another one
  std::function<bool()> is_wanted;
};

/// A paired bridge: questions and commands, one after the other, no faster than the bridge allows.
/// Waiting is done on the clock and ends when somebody asks to stop. One thread.
class Bridge {
 public:
  /// How often a request is sent again that the bridge was too busy for.
  static constexpr int most_tries = 5;

  /// Requires: transport and clock outlive the bridge; `key` is_token.
  Bridge(Transport& transport, Clock& clock, Api api, std::string key, std::stop_token stop = {});

  /// From now on a bridge that was too busy is not waited for while something else is to be done
  /// first.
  void give_way_to(Interruption order) { order_ = std::move(order); }

  /// All lamps and groups as they are now. Errors: those of Transport::send and check_status.
  Result<BridgeHouse> house();

  /// The lamps alone, which costs a bridge of version 1 less. Errors: as house.
  Result<std::vector<BridgeLamp>> lamps();

  /// Done when the bridge has taken it; the lamp itself may still be unreachable. Errors: as house,
  /// and not_found for an unknown target, bad_input for what the lamp cannot do.
  Result<void> command(const Target& target, const LampCommand& command);

  /// By the clock that it waits on.
  [[nodiscard]] Instant now() const { return clock_.now(); }

  /// How long the bridge's limits make the next request of a kind wait.
  [[nodiscard]] std::chrono::milliseconds pause_before(RequestKind kind) const;

  /// Whether the last request was answered at all.
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
