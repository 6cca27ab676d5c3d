// SPDX-License-Identifier: Apache-2.0
#include "model/look_habits.h"

#include <algorithm>
#include <optional>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

/// The look that the room had longest from `from` until `until`.
std::optional<Look> longest_look(std::span<const LookChange> looks, Instant from, Instant until) {
  const auto later = [](Instant at, const LookChange& change) { return at < change.at; };
  auto look = std::upper_bound(looks.begin(), looks.end(), from, later);
  if (look != looks.begin()) --look;
  std::optional<Look> longest;
  auto most = 0us;
  for (; look != looks.end() && look->at < until; ++look) {
    const Instant next = std::next(look) == looks.end() ? until : std::next(look)->at;
    const auto held = std::min(next, until) - std::max(look->at, from);
    if (held <= most) continue;
    most = held;
    longest = look->look;
  }
  return longest;
}

}  // namespace

RoomLooks learn_looks(const RoomName& room, std::span<const Change> changes,
                      std::span<const LookChange> looks, const TimeZone& zone) {
  RoomLooks learned{room, {}};
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    if (changes[i].state != LampState::on) continue;
    const auto look = longest_look(looks, changes[i].at, changes[i + 1].at);
    if (look) learned.seen.push_back({zone.minute_of_day(changes[i].at), *look});
  }
  if (learned.seen.size() > most_looks)
    learned.seen.erase(learned.seen.begin(),
                       learned.seen.end() - static_cast<std::ptrdiff_t>(most_looks));
  return learned;
}

}  // namespace lamplighter
