// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/time_zone.h"
#include "detection/detect.h"

#include <span>
#include <string>

namespace lamplighter::app {

/// When the lamps of one room were on.
struct RoomDetection {
  RoomName room;
  Detection detection;
};

/// Makes unknown what light from another of the rooms explains (analysis/detect_spill.h).
void take_spill(std::span<RoomDetection> rooms);

/// `detect --json` (docs/formats.md).
std::string detection_json(std::span<const RoomDetection> rooms, const TimeZone& zone);

/// `detect --csv`: an on/off file of all rooms, sorted by time.
std::string detection_csv(std::span<const RoomDetection> rooms);

/// For a person: what was found in one of the rooms, and each local day as a band of 48 columns.
std::string detection_for_people(std::span<const RoomDetection> rooms, const RoomDetection& room,
                                 const TimeZone& zone);

/// A stretch of time in `columns` characters: █ on for at least half of what was seen of a column,
/// ▄ for less, ? where half or more is unknown, · off, blank where nothing was seen.
/// Requires: columns > 0.
std::string detection_band(const Detection& detection, Instant from, Instant until, int columns);

}  // namespace lamplighter::app
