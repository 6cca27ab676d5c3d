// SPDX-License-Identifier: Apache-2.0
#include "planning/dusk.h"

namespace lamplighter {
namespace {

constexpr auto steady = std::chrono::minutes(10);  // longer than a cloud's edge, or a cat's nap
constexpr auto longest_gap = std::chrono::seconds(240);

}  // namespace

std::optional<Instant> dusk_of(std::span<const Sample<Lux>> light, Lux dark_below) {
  std::optional<Instant> dark_since;
  Instant before = Instant::min();
  for (const Sample<Lux>& sample : light) {
    const bool is_dark = sample.value < dark_below;
    if (!is_dark) {
      dark_since.reset();
    } else if (!dark_since || sample.at - before > longest_gap) {
      dark_since = sample.at;
    }
    if (dark_since && sample.at - *dark_since >= steady) return sample.at;
    before = sample.at;
  }
  return std::nullopt;
}

}  // namespace lamplighter
