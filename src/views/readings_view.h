// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/path.h"
#include "core/lamp_setting.h"
#include "sky/sun.h"
#include "views/light_picture.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::views {

/// Longest span for which a document lists readings, days and changes individually.
inline constexpr std::chrono::hours longest_close_view{100 * 24};

/// The history of a room's lamps, and its source.
struct RoomLamps {
  std::string source;  ///< "told": reported by the lamps; "detected" in the light; from a "file"
  std::vector<Change> changes;  ///< sorted; the first may be before the span
  bool is_complete = true;      ///< false while more of the span is being computed
};

/// Everything that the view Readings shows for a room over a span.
struct ReadingsView {
  RoomName room;
  std::vector<RoomName> rooms;   ///< all rooms with data
  std::optional<Instant> first;  ///< of the room's readings
  std::optional<Instant> last;
  Instant from;
  Instant until;
  LightPicture light;
  Levels levels;              ///< of all readings of the room, smoothed
  std::optional<double> cut;  ///< lux from which the original rule says on
  RoomLamps lamps;
  bool is_listed = false;  ///< days and changes are listed individually, however long the span
};

/// The document `readings` (docs/formats.md, "The page's documents").
std::string readings_json(const ReadingsView& view, const Place& place);

/// How long a room was lit within one column.
struct LampShare {
  std::int64_t index;  ///< from 0 at `from`
  double on;           ///< share of the column's time
  double unknown;
};

/// Columns of `step` from `from` until `until`; columns that are entirely `off` or `unknown` are
/// omitted. Requires: one room, sorted; step > 0.
std::vector<LampShare> lamp_shares(std::span<const Change> changes, Instant from, Instant until,
                                   std::chrono::seconds step);

}  // namespace lamplighter::views
