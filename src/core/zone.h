// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lamplighter {

/// The four parts of a local day, by the sun and the clock (sky/sun.h defines where they begin).
/// The values are stored in files: do not change them.
enum class Zone : std::uint8_t { morning = 0, day = 1, evening = 2, night = 3 };

inline constexpr std::array all_zones{Zone::morning, Zone::day, Zone::evening, Zone::night};

constexpr std::size_t index_of(Zone zone) { return static_cast<std::size_t>(zone); }

constexpr std::string_view to_string(Zone zone) {
  constexpr std::array<std::string_view, 4> names{"morning", "day", "evening", "night"};
  return names[index_of(zone)];
}

}  // namespace lamplighter
