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

/// Sets times to unknown in which light from another of the rooms explains the result
/// (detection/detect_spill.h).
void take_spill(std::span<RoomDetection> rooms);

/// `detect --json` (docs/formats.md).
std::string detection_json(std::span<const RoomDetection> rooms, const TimeZone& zone);

/// `detect --csv`: an on/off file of all rooms, sorted by time.
std::string detection_csv(std::span<const RoomDetection> rooms);

/// For display: the result for one of the rooms, and each local day as a band of 48 columns.
std::string detection_for_people(std::span<const RoomDetection> rooms, const RoomDetection& room,
                                 const TimeZone& zone);

/// A period in `columns` characters: █ on for at least half of the observed time of a column, ▄ for
/// less, ? if half or more is unknown, · off, space if nothing was observed. Requires: columns > 0.
std::string detection_band(const Detection& detection, Instant from, Instant until, int columns);

}  // namespace lamplighter::app
