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

/// `plan --json` (docs/formats.md); `seed` is null where the plan came from a secret file.
std::string plan_json(std::span<const Plan> plans, const TimeZone& zone,
                      std::optional<std::uint64_t> seed);

/// What is known of the look, as "brightness" (percent) and "mirek", added to a JSON object.
void add_look(const Look& look, nlohmann::ordered_json& to);

/// `plan --csv`: header `timestamp,datetime,room,state`, a row per change, and one for each
/// room at the start of the first day, so that the file is an on/off file. Where a day begins
/// otherwise than the one before it ended, that is a change, too.
std::string plan_csv(std::span<const Plan> plans);

/// For a person: each day as one band a room, with the switches below.
std::string plan_for_people(std::span<const Plan> plans, const TimeZone& zone);

/// A room's lamps from `from` to `until` in `columns` characters: █ on for at least half of a
/// column, ▄ for less, · off. Requires: the plan's day covers the span; columns > 0.
std::string band(const Plan& plan, const RoomName& room, Instant from, Instant until, int columns);

/// Hours of the local clock over a band: "18    19    20 …", each label where its hour begins.
std::string hour_ruler(const TimeZone& zone, Instant from, Instant until, int columns);

/// A text with its long lines broken at spaces, so that none has more than `width` characters where
/// its words are shorter; what follows a break begins after `indent` spaces. Requires: indent <
/// width.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// `sun --json` (docs/formats.md).
std::string sun_json(const Place& place, Date date);

/// For a person: when the sun rises and sets, and the day's zones.
std::string sun_for_people(const Place& place, Date date);

}  // namespace lamplighter::app
