// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace lamplighter::node_host {

/// How fast the light's time runs against the machine's: 1 is as it is, 1000 a thousand times as
/// fast, nothing is as fast as readings are acknowledged. Where the machine cannot keep up, the
/// light's time runs slower; it never jumps over a moment at which the node has something to do.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  /// Requires: *speed > 0.
  Pace(std::optional<double> speed, Clock::time_point start) : speed_(speed), last_(start) {}

  /// Milliseconds of light time since the start.
  [[nodiscard]] std::uint64_t now_ms() const { return static_cast<std::uint64_t>(light_ms_); }

  /// Moves on, at most to `target_ms`; not at all while it `may_run` is false. Time in which it may
  /// not run is not made up for.
  void run_to(std::uint64_t target_ms, bool may_run, Clock::time_point now);

  /// How long the machine takes to reach `target_ms`; 0 where there is no waiting.
  [[nodiscard]] std::chrono::milliseconds until(std::uint64_t target_ms) const;

 private:
  std::optional<double> speed_;
  Clock::time_point last_;
  double light_ms_ = 0;
  double credit_ms_ = 0;  // light time that has come due and was not used
};

}  // namespace lamplighter::node_host
