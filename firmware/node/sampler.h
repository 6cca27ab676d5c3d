// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/tsl2591.h"

namespace lamplighter::node {

/// Measures the light at a steady pace, failed measurements included. The pace is kept from due
/// time to due time and does not drift; a due time that was missed altogether (the caller was away
/// for longer than an interval) is not made up for.
class Sampler {
 public:
  /// Requires: 5 s <= interval_ms <= 1 h.
  Sampler(I2cBus& bus, uint32_t interval_ms) : sensor_(bus), interval_ms_(interval_ms) {}

  /// Goes on; the first call begins the first measurement. True once for each outcome.
  bool poll(uint32_t now_ms);

  [[nodiscard]] const Measurement& measurement() const { return sensor_.measurement(); }

  /// When `measurement` was finished, by the counter given to `poll`.
  [[nodiscard]] uint32_t taken_ms() const { return taken_ms_; }

  /// When `poll` next has something to do.
  [[nodiscard]] uint32_t wake_ms() const { return is_measuring_ ? sensor_.wake_ms() : due_ms_; }

 private:
  Tsl2591 sensor_;
  uint32_t interval_ms_;
  uint32_t due_ms_ = 0;
  uint32_t taken_ms_ = 0;
  bool has_begun_ = false;
  bool is_measuring_ = false;
};

}  // namespace lamplighter::node
