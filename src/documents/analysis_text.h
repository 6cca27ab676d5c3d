// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/path.h"
#include "core/names.h"
#include "core/time_zone.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// What is shown of one room's way from light to runs.
struct RoomAnalysis {
  RoomName room;
  std::int64_t rejected_rows;
  std::optional<Instant> first;  ///< nothing for a room without readings
  std::optional<Instant> last;
  PathSettings settings;
  Analysis analysis;
};

/// `analyze --json` (docs/formats.md): the document of the room, or of several in one.
std::string analysis_json(const std::vector<RoomAnalysis>& rooms, const TimeZone& zone);

/// For a person: the counts, stage by stage; with `explain` also what each stage does, and each
/// gap.
std::string analysis_for_people(const RoomAnalysis& room, const TimeZone& zone, bool explain);

}  // namespace lamplighter::app
