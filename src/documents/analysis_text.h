// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/path.h"
#include "core/names.h"
#include "core/time_zone.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The analysis of one room's light, from readings to runs.
struct RoomAnalysis {
  RoomName room;
  std::int64_t rejected_rows;
  std::optional<Instant> first;  ///< empty for a room without readings
  std::optional<Instant> last;
  PathSettings settings;
  Analysis analysis;
};

/// `analyze --json` (docs/formats.md): the document of one room, or one document of several.
std::string analysis_json(const std::vector<RoomAnalysis>& rooms, const TimeZone& zone);

/// For display: the counts of each stage; with `explain` also what each stage does, and each gap.
std::string analysis_for_people(const RoomAnalysis& room, const TimeZone& zone, bool explain);

}  // namespace lamplighter::app
