// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <chrono>
#include <cmath>
#include <cstdint>

namespace lamplighter::views {

/// Seconds since 1970, as documents tell time.
inline std::int64_t epoch(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

/// Two decimals: more than a drawing shows, and short as text.
inline double short_number(double value) { return std::round(value * 100) / 100; }

/// Three decimals, for shares and probabilities.
inline double short_share(double value) { return std::round(value * 1000) / 1000; }

}  // namespace lamplighter::views
