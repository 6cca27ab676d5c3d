// SPDX-License-Identifier: Apache-2.0
#include "core/plan.h"

#include "core/require.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace lamplighter {

namespace {

bool is_sooner(const Switch& a, const Switch& b) {
  return std::tie(a.at, a.room) < std::tie(b.at, b.room);
}

}  // namespace

Plan in_order(Plan plan) {
  std::sort(plan.rooms.begin(), plan.rooms.end());
  std::sort(plan.on_at_start.begin(), plan.on_at_start.end());
  std::stable_sort(plan.switches.begin(), plan.switches.end(), is_sooner);
  std::map<RoomName, OnOff> states;
  for (const RoomName& room : plan.rooms) states.emplace(room, OnOff::off);
  for (const RoomName& room : plan.on_at_start) states[room] = OnOff::on;
  std::vector<Switch> kept;
  for (auto change = plan.switches.begin(); change != plan.switches.end(); ++change) {
    const auto next = std::next(change);
    const bool is_last_word = next == plan.switches.end() || is_sooner(*change, *next);
    const bool is_within = plan.from <= change->at && change->at < plan.until;
    if (!is_last_word || !is_within || states[change->room] == change->to) continue;
    states[change->room] = change->to;
    kept.push_back(std::move(*change));
  }
  plan.switches = std::move(kept);
  return plan;
}

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
