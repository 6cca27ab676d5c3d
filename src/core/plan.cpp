// SPDX-License-Identifier: Apache-2.0
#include "core/plan.h"

#include <algorithm>
#include <cassert>

namespace lamplighter {

OnOff state_at(const Plan& plan, const RoomName& room, Instant at) {
  assert(plan.from <= at && at < plan.until);
  const bool on = std::binary_search(plan.on_at_start.begin(), plan.on_at_start.end(), room);
  OnOff state = on ? OnOff::on : OnOff::off;
  for (const Switch& change : plan.switches) {
    if (change.at > at) break;
    if (change.room == room) state = change.to;
  }
  return state;
}

Look look_at(const Plan& plan, const RoomName& room, Instant at) {
  assert(plan.from <= at && at < plan.until);
  Look look;
  for (const Switch& change : plan.switches) {
    if (change.at > at) break;
    if (change.room == room) look = change.look;
  }
  return look;
}

}  // namespace lamplighter
