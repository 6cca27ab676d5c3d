// SPDX-License-Identifier: Apache-2.0
// What a holiday's lamps show, beside what they should.
#include "csv/on_off_file.h"
#include "holiday.h"
#include "hue_emulator/bridge.h"
#include "state/play_memory_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;
using hue_emulator::EmulatedBridge;
using hue_emulator::EmulatedLamp;

constexpr auto walking = 20s;  // to a room whose moment is that of another

/// At any moment of the span, its ends included: a lamp may be put out for some seconds.
bool was_planned(const Plan& plan, const RoomName& room, OnOff state, Instant from, Instant until) {
  const auto is_it = [&](const Switch& planned) {
    return planned.room == room && planned.to == state && from < planned.at && planned.at <= until;
  };
  return state_at(plan, room, from) == state || std::ranges::any_of(plan.switches, is_it);
}

OnOff shown(const EmulatedLamp& lamp) { return lamp.settings().on ? OnOff::on : OnOff::off; }

}  // namespace

void Holiday::at_bridge(const std::function<void(EmulatedBridge&)>& use) {
  server_->with_bridge([&](EmulatedBridge& bridge, Instant) { use(bridge); });
}

const Plan& Holiday::plan_at(Instant at) {
  if (!(plan_.from <= at && at < plan_.until)) plan_ = planner_->play_at(at);
  return plan_;
}

/// Rooms that show what was planned at no moment from `lag` before `now` to `now`.
std::vector<RoomName> Holiday::lamps_off_plan(Instant now, std::chrono::seconds lag) {
  const Plan& plan = plan_at(now);
  std::vector<RoomName> rooms;
  at_bridge([&](EmulatedBridge& bridge) {
    for (const EmulatedLamp& lamp : bridge.world().lamps) {
      const RoomName room(lamp.name());
      if (!was_planned(plan, room, shown(lamp), std::max(plan.from, now - lag), now))
        rooms.push_back(room);
    }
  });
  return rooms;
}

int Holiday::lit() {
  int count = 0;
  at_bridge([&](EmulatedBridge& bridge) {
    count = static_cast<int>(std::ranges::count(bridge.world().lamps, OnOff::on, shown));
  });
  return count;
}

/// While nobody is home every lamp is as planned, but for faults and their time of recovery; while
/// somebody is, all are as they were left: off.
void Holiday::judge() {
  const Instant now = clock_.now();
  if (now < leaves() || now >= comes_back() + recovery) report_.lit_at_home += lit();
  if (now < leaves() || now >= comes_back()) return;
  if (player_ == nullptr || now < troubled_until_) return;
  ++report_.judged_minutes;
  const std::vector<RoomName> wrong = lamps_off_plan(now, walking);
  if (report_.wrong == 0 && !wrong.empty())
    report_.first_wrong = fmt::format("({} {})", to_iso(now), wrong.front().text());
  report_.wrong += static_cast<int>(wrong.size());
}

/// By the player's own record.
void Holiday::count_switches() {
  const auto rows = csv::read_on_off({app::played_path(house_.config().store.directory)});
  require(rows.has_value(), rows ? "" : rows.error().message);
  for (const Change& change : rows->changes) {
    if (change.state == LampState::unknown) continue;  // handed over
    ++report_.switches;
    if (change.at < leaves() || change.at > comes_back()) ++report_.switches_at_home;
  }
}

}  // namespace lamplighter::trials
