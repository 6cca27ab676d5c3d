// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lamplighter {

/// What a room is for.
enum class RoomKind : std::uint8_t { living, kitchen, bath, bedroom, hall };

inline constexpr std::array<std::string_view, 5> room_kind_names{"living", "kitchen", "bath",
                                                                 "bedroom", "hall"};

/// What a room of that name is for, as far as English or German tells; else a living room.
RoomKind kind_of_name(std::string_view name);

}  // namespace lamplighter
