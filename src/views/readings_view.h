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

/// Longest span of which a document lists readings, days and changes one by one.
inline constexpr std::chrono::hours longest_close_view{100 * 24};

/// What a room's lamps did, and how that is known.
struct RoomLamps {
  std::string source;           ///< "told" by the lamps, "detected" in the light, from a "file"
  std::vector<Change> changes;  ///< sorted; the first may be before the span
  bool is_complete = true;      ///< false while more of the span is being worked out
};

/// All that the view Readings shows of a room over a span.
struct ReadingsView {
  RoomName room;
  std::vector<RoomName> rooms;   ///< all that can be asked for
  std::optional<Instant> first;  ///< of the room's readings
  std::optional<Instant> last;
  Instant from;
  Instant until;
  LightPicture light;
  Levels levels;              ///< of all readings of the room, smoothed
  std::optional<double> cut;  ///< lux from which the ancestor's rule says on
  RoomLamps lamps;
  bool is_listed = false;  ///< days and changes are listed one by one, however long the span
};

/// The document `readings` (docs/formats.md, "The page's documents").
std::string readings_json(const ReadingsView& view, const Place& place);

/// How much of one column a room was lit.
struct LampShare {
  std::int64_t index;  ///< from 0 at `from`
  double on;           ///< share of the column's time
  double unknown;
};

/// Columns of `step` from `from` until `until`; those in which nothing but `off` or `unknown` all
/// the time was, are left out. Requires: one room, sorted; step > 0.
std::vector<LampShare> lamp_shares(std::span<const Change> changes, Instant from, Instant until,
                                   std::chrono::seconds step);

}  // namespace lamplighter::views
