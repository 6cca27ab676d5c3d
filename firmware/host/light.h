// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/result.h"
#include "core/series.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lamplighter::node_host {

/// The light of one room as a readings file has it, cut where two rows are more than 240 s apart:
/// the node was without power then. Errors: as csv::read_readings; bad_input where the file holds
/// no reading or more than one room.
Result<Series<Lux>> read_light(const std::string& file);

/// What lights the sensor during one segment: each sample's lux until the next one.
class Light {
 public:
  /// Requires: `segment` is not empty; its samples outlive this.
  explicit Light(Segment<Lux> segment) : segment_(segment) {}

  /// Lux at `at`; the first sample's before it, the last one's after it. Requires: `at` never falls
  /// from one call to the next.
  double at(Instant at);

 private:
  Segment<Lux> segment_;
  std::size_t place_ = 0;
};

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
