// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lamplighter {

/// What the lamps of a room are, and the two symbols of the models: `off` is symbol 0, `on` is
/// symbol 1.
enum class OnOff : std::uint8_t { off = 0, on = 1 };

constexpr std::string_view to_string(OnOff state) { return state == OnOff::on ? "on" : "off"; }

/// The symbol's number.
constexpr std::size_t index_of(OnOff state) { return static_cast<std::size_t>(state); }

constexpr OnOff opposite(OnOff state) { return state == OnOff::on ? OnOff::off : OnOff::on; }

/// Equal symbols in a row: a state and how many samples it lasted. Requires: length >= 1.
struct Run {
  OnOff state;
  std::int64_t length;

  friend auto operator<=>(const Run&, const Run&) = default;
};

/// One subsequence as runs; neighbours have opposite states. What training reads instead of
/// minutes.
using RunLengths = std::vector<Run>;

/// Number of samples that the runs stand for.
constexpr std::int64_t sample_count(const RunLengths& runs) {
  std::int64_t count = 0;
  for (const Run& run : runs) count += run.length;
  return count;
}

}  // namespace lamplighter
