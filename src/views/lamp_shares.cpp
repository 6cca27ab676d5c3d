// SPDX-License-Identifier: Apache-2.0
#include "views/lamp_shares.h"

#include <algorithm>

namespace lamplighter::views {
namespace {

/// Adds [from, until) in one state to the columns that it touches.
void spread(std::vector<LampShare>& shares, Instant origin, Instant from, Instant until,
            std::chrono::seconds step, LampState state) {
  for (std::int64_t index = (from - origin) / step; origin + index * step < until; ++index) {
    const Instant begin = std::max(from, origin + index * step);
    const Instant end = std::min(until, origin + (index + 1) * step);
    if (end <= begin) continue;
    if (shares.empty() || shares.back().index != index) shares.push_back({index, 0, 0});
    const double share = std::chrono::duration<double>(end - begin) / step;
    (state == LampState::on ? shares.back().on : shares.back().unknown) += share;
  }
}

}  // namespace

std::vector<LampShare> lamp_shares(std::span<const Change> changes, Instant from, Instant until,
                                   std::chrono::seconds step) {
  std::vector<LampShare> shares;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].state == LampState::off) continue;
    const Instant end = i + 1 < changes.size() ? changes[i + 1].at : until;
    const Instant begin = std::max(from, changes[i].at);
    if (begin < std::min(end, until)) {
      spread(shares, from, begin, std::min(end, until), step, changes[i].state);
    }
  }
  return shares;
}

}  // namespace lamplighter::views
