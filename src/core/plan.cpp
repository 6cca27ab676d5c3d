// SPDX-License-Identifier: Apache-2.0
#include "core/plan.h"

#include "core/require.h"

#include <algorithm>

namespace lamplighter {

OnOff state_at(const Plan& plan, const RoomName& room, Instant at) {
  require(plan.from <= at && at < plan.until, "the time must be inside the plan");
  const bool on = std::binary_search(plan.on_at_start.begin(), plan.on_at_start.end(), room);
  OnOff state = on ? OnOff::on : OnOff::off;
  for (const Switch& change : plan.switches) {
    if (change.at > at) break;
    if (change.room == room) state = change.to;
  }
  return state;
}

Look look_at(const Plan& plan, const RoomName& room, Instant at) {
  require(plan.from <= at && at < plan.until, "the time must be inside the plan");
  Look look;
  for (const Switch& change : plan.switches) {
    if (change.at > at) break;
    if (change.room == room) look = change.look;
  }
  return look;
}

}  // namespace lamplighter
