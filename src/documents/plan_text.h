// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "core/time_zone.h"
#include "sky/sun.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lamplighter::app {

/// `plan --json` (docs/formats.md); `seed` is null if the plan was made with a secret file.
std::string plan_json(std::span<const Plan> plans, const TimeZone& zone,
                      std::optional<std::uint64_t> seed);

/// Adds the known light settings to a JSON object, as "brightness" (percent) and "mirek".
void add_look(const Look& look, nlohmann::ordered_json& to);

/// `plan --csv`: header `timestamp,datetime,room,state`, one row per change, and one per room at
/// the start of the first day, so that the file is a valid on/off file. A difference between the
/// end of one day and the start of the next is also a change.
std::string plan_csv(std::span<const Plan> plans);

/// For display: each day as one band per room, with the switches below.
std::string plan_for_people(std::span<const Plan> plans, const TimeZone& zone);

/// The lamps of a room from `from` to `until` in `columns` characters: █ on for at least half of a
/// column, ▄ for less, · off. Requires: the plan's day covers the span; columns > 0.
std::string band(const Plan& plan, const RoomName& room, Instant from, Instant until, int columns);

/// The hours of the local clock above a band: "18    19    20 …", each label where its hour begins.
std::string hour_ruler(const TimeZone& zone, Instant from, Instant until, int columns);

/// Wraps long lines at spaces to at most `width` characters, unless a word is longer; continuation
/// lines are indented by `indent` spaces. Requires: indent < width.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// `sun --json` (docs/formats.md).
std::string sun_json(const Place& place, Date date);

/// For display: when the sun rises and sets, and the zones of the day.
std::string sun_for_people(const Place& place, Date date);

}  // namespace lamplighter::app
