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

/// The light of one room from a readings file, split where two rows are more than 240 s apart: the
/// node had no power then. Errors: as csv::read_readings; bad_input if the file has no reading or
/// more than one room.
Result<Series<Lux>> read_light(const std::string& file);

/// The light at the sensor during one segment: each sample's lux until the next sample.
class Light {
 public:
  /// Requires: `segment` is not empty; its samples outlive this.
  explicit Light(Segment<Lux> segment) : segment_(segment) {}

  /// Lux at `at`; that of the first sample before it, that of the last one after it. Requires: `at`
  /// never decreases between calls.
  double at(Instant at);

 private:
  Segment<Lux> segment_;
  std::size_t place_ = 0;
};

/// The speed of light time relative to the machine's time: 1 is real time, 1000 a thousand times as
/// fast, empty is as fast as readings are acknowledged. If the machine cannot keep up, light time
/// runs slower; it never skips a moment at which the node has something to do.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  /// Requires: *speed > 0.
  Pace(std::optional<double> speed, Clock::time_point start) : speed_(speed), last_(start) {}

  /// Milliseconds of light time since the start.
  [[nodiscard]] std::uint64_t now_ms() const { return static_cast<std::uint64_t>(light_ms_); }

  /// Advances, at most to `target_ms`; not at all if `may_run` is false. Time during which it may
  /// not run is not made up for.
  void run_to(std::uint64_t target_ms, bool may_run, Clock::time_point now);

  /// How long the machine takes to reach `target_ms`; 0 if there is nothing to wait for.
  [[nodiscard]] std::chrono::milliseconds until(std::uint64_t target_ms) const;

 private:
  std::optional<double> speed_;
  Clock::time_point last_;
  double light_ms_ = 0;
  double credit_ms_ = 0;  // light time that is due but not yet used
};

}  // namespace lamplighter::node_host
