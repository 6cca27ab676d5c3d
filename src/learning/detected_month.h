// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/names.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::app {

/// Year and month of UTC.
using Month = std::pair<int, unsigned>;

/// First instant of a month, and of the next one.
Instant begin_of(Month month);
Instant end_of(Month month);
Month month_of(Instant at);

/// The month before or after.
Month plus_months(Month month, int months);

/// When a room's lamps were on in a month, as `detect` says, and of what that was made.
struct DetectedMonth {
  std::uint64_t stamp = 0;      ///< of the readings' files
  Instant seen_until;           ///< of the last reading that was looked at
  std::vector<Change> changes;  ///< within the month, the state at its begin first
};

/// Reads and keeps it in `detected/` of the store (docs/formats.md). What is not there, torn or of
/// another version is nothing; a store that cannot be written to keeps nothing.
std::optional<DetectedMonth> read_detected(const std::string& store, const RoomName& room,
                                           Month month);
void keep_detected(const std::string& store, const RoomName& room, Month month,
                   const DetectedMonth& detected);

}  // namespace lamplighter::app
