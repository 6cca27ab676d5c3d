// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/require.h"

#include <cmath>
#include <compare>
#include <optional>

namespace lamplighter {

/// Illuminance in lux: a finite number. It may be slightly negative, as real sensors report; it is
/// not clamped.
class Lux {
 public:
  Lux() = default;

  /// Requires: `value` is finite. For data from outside, use `make`.
  explicit Lux(double value) : value_(value) {
    require(std::isfinite(value), "lux must be finite");
  }

  /// Empty for NaN and infinities.
  static std::optional<Lux> make(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    return Lux(value);
  }

  [[nodiscard]] double value() const { return value_; }
  friend auto operator<=>(const Lux&, const Lux&) = default;

 private:
  double value_ = 0.0;
};

/// One message of a sensor; one row of a CSV file.
struct Reading {
  SensorId sensor;
  Instant at;
  Lux lux;

  friend bool operator==(const Reading&, const Reading&) = default;
};

/// A user's correction: the state of a room's lamps from `from` until `until` (exclusive), which
/// overrides a detector's result. One row of the corrections file.
struct Correction {
  Instant from;
  Instant until;
  RoomName room;
  std::optional<LampState> state;  ///< absent: withdraws an earlier correction

  friend bool operator==(const Correction&, const Correction&) = default;
};

}  // namespace lamplighter
