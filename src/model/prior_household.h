// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/watched_day.h"
#include "model/house_habits.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace lamplighter {

/// What a room is for.
enum class RoomKind : std::uint8_t { living, kitchen, bath, bedroom, hall };

inline constexpr std::array<std::string_view, 5> room_kind_names{"living", "kitchen", "bath",
                                                                 "bedroom", "hall"};

/// What a room of that name is for, as far as English or German tells; else a living room.
RoomKind kind_of_name(std::string_view name);

/// A day of an ordinary household, which nobody has watched: when people get up, leave, come home,
/// eat and go to bed, and which lamps they need in the dark. Numbers and their sources are in the
/// source file and in docs/realism.md.
WatchedDay prior_day(std::span<const RoomKind> rooms, Date date, const DayLight& light, Rng& rng);

/// What each prior day counts beside so many days that were lived: 1 where there are none, less
/// with each, 0 from a week on.
double prior_weight(std::size_t lived_days);

}  // namespace lamplighter
