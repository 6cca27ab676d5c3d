// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace lamplighter::node {

/// Whether a 32-bit millisecond counter that wraps every 49.7 days has reached `due_ms`. Requires:
/// the two are less than 24.8 days apart.
constexpr bool has_passed(uint32_t now_ms, uint32_t due_ms) {
  return static_cast<int32_t>(now_ms - due_ms) >= 0;
}

/// Milliseconds until `due_ms`; 0 where it has passed. Requires: as for has_passed.
constexpr uint32_t until(uint32_t now_ms, uint32_t due_ms) {
  return has_passed(now_ms, due_ms) ? 0 : due_ms - now_ms;
}

}  // namespace lamplighter::node
