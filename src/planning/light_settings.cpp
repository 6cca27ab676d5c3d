// SPDX-License-Identifier: Apache-2.0
#include "planning/light_settings.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace lamplighter {
namespace {

constexpr int minutes_of_day = 1440;
constexpr double alike_minutes = 90;  // minutes within which people light a room alike

/// Minutes between two times of day, the short way around.
int apart(int one, int other) {
  const int far = std::abs(one - other);
  return std::min(far, minutes_of_day - far);
}

/// Requires: at least one was seen.
const Look& look_at(int minute, const std::vector<SeenLook>& seen, Rng& chance) {
  std::vector<double> odds;
  bool any = false;
  for (const SeenLook& one : seen) {
    const double share = apart(one.minute, minute) / alike_minutes;
    odds.push_back(std::max(0.0, 1 - share * share));
    any |= odds.back() > 0;
  }
  if (any) return seen[chance.pick(odds)].look;
  return std::min_element(seen.begin(), seen.end(),
                          [&](const SeenLook& a, const SeenLook& b) {
                            return apart(a.minute, minute) < apart(b.minute, minute);
                          })
      ->look;
}

}  // namespace

Plan with_looks(Plan plan, std::span<const RoomLooks> looks, const TimeZone& zone,
                const Secret& secret) {
  for (const RoomLooks& room : looks) {
    if (room.seen.empty()) continue;
    Rng chance = secret.chance(plan.date, room.room.text() + "\nlook");
    for (Switch& change : plan.switches) {
      if (change.room == room.room && change.to == OnOff::on)
        change.look = look_at(zone.minute_of_day(change.at), room.seen, chance);
    }
  }
  return plan;
}

}  // namespace lamplighter
