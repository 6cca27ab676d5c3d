// SPDX-License-Identifier: Apache-2.0
// Compares the lamps of a holiday with their expected states.
#include "csv/on_off_file.h"
#include "holiday.h"
#include "hue_emulator/bridge.h"
#include "state/play_memory_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;
using hue_emulator::EmulatedBridge;
using hue_emulator::EmulatedLamp;

constexpr auto walking = 20s;           // to a room that is due at the same moment as another
constexpr auto listening_again = 2min;  // after a fault; until then the bridge is polled
constexpr auto restored_late = 10min;   // later changes belong to the household
constexpr auto late_news = 2s;          // of real time, for events of the bridge on a busy machine

/// At any moment of the span, both ends included: a lamp may be switched off for some seconds.
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

/// Rooms whose state was not planned at any moment from `lag` before `now` to `now`, except those
/// in which a lamp was changed manually.
std::vector<RoomName> Holiday::lamps_off_plan(Instant now, std::chrono::seconds lag) {
  const Plan& plan = plan_at(now);
  std::map<RoomName, OnOff> rooms;
  at_bridge([&](EmulatedBridge& bridge) {
    const auto& lamps = bridge.world().lamps;
    for (std::size_t lamp = 0; lamp < std::min(lamps.size(), lamp_rooms_.size()); ++lamp) {
      OnOff& is = rooms.try_emplace(room_of(lamp), OnOff::off).first->second;
      if (shown(lamps[lamp]) == OnOff::on) is = OnOff::on;
    }
  });
  std::vector<RoomName> wrong;
  for (const auto& [room, is] : rooms) {
    const auto left = left_until_.find(room);
    const bool is_left = left != left_until_.end() && now < left->second;
    if (!is_left && !was_planned(plan, room, is, std::max(plan.from, now - lag), now))
      wrong.push_back(room);
  }
  return wrong;
}

namespace {

/// Whether the visible state of a lamp is the expected one.
bool is_as(const EmulatedLamp& lamp, const hue_emulator::LampSettings& wanted) {
  const hue_emulator::LampSettings& is = lamp.settings();
  if (is.on != wanted.on) return false;
  if (!wanted.on) return true;
  if (can_dim(lamp.kind()) && std::abs(is.bri - wanted.bri) > 1) return false;
  if (!mirek_range(lamp.kind())) return true;
  if (is.mode != wanted.mode) return false;
  return wanted.mode == hue_emulator::ColourMode::xy ? is.xy == wanted.xy
                                                     : is.mirek == wanted.mirek;
}

}  // namespace

int Holiday::lamps_off_truth() {
  int count = 0;
  at_bridge([&](EmulatedBridge& bridge) {
    const auto& lamps = bridge.world().lamps;
    for (std::size_t lamp = 0; lamp < truth_.size(); ++lamp) {
      const bool is_right = lamp < lamps.size() && is_as(lamps[lamp], truth_[lamp]);
      if (is_right) continue;
      ++count;
      if (report_.first_wrong.empty())
        report_.first_wrong = fmt::format("(at home {} lamp {})", to_iso(clock_.now()), lamp + 1);
    }
  });
  return count;
}

/// While the house is away every room is as planned, except for faults and their recovery time;
/// while someone is home, every lamp is as it was left.
void Holiday::judge() {
  const Instant now = clock_.now();
  if (now < leaves() || now >= restored_by_) report_.wrong_at_home += lamps_off_truth();
  if (player_ != nullptr && now - 1min >= troubled_until_ + listening_again) ++report_.read_minutes;
  if (now < leaves() + recovery || now >= comes_back()) return;
  if (player_ == nullptr || now < troubled_until_) return;
  const std::vector<RoomName> wrong = lamps_off_plan(now, walking);
  if (!wrong.empty() && lender_->was_woken(late_news)) return;  // it is checked after its next turn
  ++report_.judged_minutes;
  for (const RoomName& room : wrong) note("not as planned: " + room.text());
  if (report_.wrong == 0 && !wrong.empty())
    report_.first_wrong = fmt::format("({} {})", to_iso(now), wrong.front().text());
  report_.wrong += static_cast<int>(wrong.size());
}

/// Called for every request to the bridge, once it has responded.
void Holiday::hear(const hue_emulator::BridgeRequest& request, int status, Instant now) {
  const bool is_quiet = now >= troubled_until_;
  const bool is_first =
      now >= comes_back() && unreachable_until_ < leaves() && !report_.restore_begins;
  if (is_first && (status != 200 || request.method == "PUT"))
    report_.restore_begins =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - comes_back());
  if (request.method == "GET") {
    const bool is_read = request.path == "/clip/v2/resource";
    if (is_read && now - 1min >= troubled_until_ + listening_again) ++report_.reads;
    return;
  }
  ++report_.commands;
  note(fmt::format("{} {} {}: {}", request.method, request.path, request.body, status));
  if (is_quiet && status != 200) ++report_.refused;
  if (now < leaves() || now >= comes_back() + restored_late) ++report_.commands_at_home;
}

/// From the player's own record.
void Holiday::count_switches() {
  const auto rows = csv::read_on_off({app::played_path(house_.config().store.directory)});
  require(rows.has_value(), rows ? "" : rows.error().message);
  for (const Change& change : rows->changes) {
    if (change.state == LampState::unknown) continue;  // restored
    ++report_.switches;
    if (change.at < leaves() || change.at > comes_back()) ++report_.switches_at_home;
  }
}

}  // namespace lamplighter::trials
