// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace lamplighter::node {

/// Whether a 32-bit millisecond counter that wraps every 49.7 days has reached `due_ms`. Requires:
/// the two are less than 24.8 days apart.
constexpr bool has_passed(uint32_t now_ms, uint32_t due_ms) {
  return static_cast<int32_t>(now_ms - due_ms) >= 0;
}

/// Milliseconds until `due_ms`; 0 if it has passed. Requires: as for has_passed.
constexpr uint32_t until(uint32_t now_ms, uint32_t due_ms) {
  return has_passed(now_ms, due_ms) ? 0 : due_ms - now_ms;
}

/// The time of day, once it has been set, advanced by the millisecond counter. It survives a wrap
/// of the counter as long as `advance` is called at least every 49 days.
class WallClock {
 public:
  /// Sets the time: it is `epoch_ms` (milliseconds since 1970-01-01 UTC) when the counter is
  /// `now_ms`.
  void set(uint64_t epoch_ms, uint32_t now_ms) {
    epoch_ms_ = epoch_ms;
    at_ms_ = now_ms;
    is_set_ = true;
  }

  void advance(uint32_t now_ms) {
    epoch_ms_ += now_ms - at_ms_;  // modulo 2^32, so a wrap in between does not matter
    at_ms_ = now_ms;
  }

  [[nodiscard]] bool is_set() const { return is_set_; }

  /// Milliseconds since 1970-01-01 UTC at the last `set` or `advance`. Requires: is_set().
  [[nodiscard]] uint64_t epoch_ms() const { return epoch_ms_; }

 private:
  uint64_t epoch_ms_ = 0;
  uint32_t at_ms_ = 0;
  bool is_set_ = false;
};

}  // namespace lamplighter::node
