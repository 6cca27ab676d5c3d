// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge_lamps.h"

#include <fmt/format.h>

#include <algorithm>

namespace lamplighter::hue {
namespace {

constexpr double forgotten_brightness = 1.5;  // percent; what a fade to off leaves behind is below
constexpr double full = 100.0;

bool any_reachable(const std::vector<BridgeLamp>& lamps) {
  return std::any_of(lamps.begin(), lamps.end(),
                     [](const BridgeLamp& lamp) { return lamp.reachable; });
}

Error no_lamp_answers(const RoomName& room, const std::vector<BridgeLamp>& lamps) {
  return {Fault::unavailable,
          fmt::format("room {}: {} does not answer; is its wall switch off?", room.text(),
                      lamps.empty() ? "no lamp" : shown(lamps.front().name))};
}

/// The brightness of a target that is on; nothing where it is off or cannot dim.
std::optional<double> target_brightness(const BridgeHouse& house, const Target& target, bool on) {
  if (target.kind == Target::Kind::lamp) {
    for (const BridgeLamp& lamp : house.lamps) {
      if (lamp.id == target.id && lamp.on == on) return lamp.brightness;
    }
  }
  for (const BridgeGroup& group : house.groups) {
    const bool is_it = target.kind == Target::Kind::group && group.id == target.id;
    if (is_it && group.any_on == on) return group.brightness;
  }
  return std::nullopt;
}

Result<std::vector<BridgeLamp>> lamps_in(const RoomLamps& room, const BridgeHouse& house) {
  const Result<std::vector<Target>> targets = find_targets(house, room.lamps);
  if (!targets) return with_context("room " + room.room.text(), targets.error());
  return lamps_of(house, *targets);
}

Result<OnOff> state_of(const RoomName& room, const std::vector<BridgeLamp>& lamps) {
  if (!any_reachable(lamps)) return no_lamp_answers(room, lamps);
  const bool on = std::any_of(lamps.begin(), lamps.end(),
                              [](const BridgeLamp& lamp) { return lamp.on && lamp.reachable; });
  return on ? OnOff::on : OnOff::off;
}

/// One lamp of several; after all of them the room was unavailable anyhow. A lamp that comes back
/// from a power cut is on, whatever it was before.
std::optional<Error> came_back(const RoomName& room, const std::vector<BridgeLamp>& lamps,
                               const std::set<std::string>& silent) {
  const auto was_silent = [&](const BridgeLamp& lamp) { return silent.contains(lamp.id); };
  if (std::all_of(lamps.begin(), lamps.end(), was_silent)) return std::nullopt;
  for (const BridgeLamp& lamp : lamps) {
    if (!lamp.reachable || !was_silent(lamp)) continue;
    return Error{Fault::unavailable,
                 fmt::format("room {}: {} answers again; it is set to its planned state",
                             room.text(), shown(lamp.name))};
  }
  return std::nullopt;
}

/// Sentences for the lamps of a room that plays without them.
std::set<std::string> silent_of(const RoomName& room, const std::vector<BridgeLamp>& lamps) {
  std::set<std::string> sentences;
  if (!any_reachable(lamps)) return sentences;
  for (const BridgeLamp& lamp : lamps) {
    if (!lamp.reachable) sentences.insert(no_lamp_answers(room, {lamp}).message);
  }
  return sentences;
}

/// Of a planned look what the target can do.
Look possible(const Look& planned, const BridgeHouse& house, const Target& target) {
  Look look;
  for (const BridgeLamp& lamp : lamps_of(house, {target})) {
    if (lamp.brightness) look.brightness = planned.brightness;
    if (lamp.mirek) look.mirek = planned.mirek;
  }
  return look;
}

}  // namespace

BridgeLamps::BridgeLamps(Bridge& bridge, std::vector<RoomLamps> rooms)
    : bridge_(bridge), rooms_(std::move(rooms)) {}

Result<RoomLamps> BridgeLamps::room_of(const RoomName& room) const {
  const auto found = std::find_if(rooms_.begin(), rooms_.end(),
                                  [&](const RoomLamps& one) { return one.room == room; });
  if (found == rooms_.end() || found->lamps.empty()) {
    return Error{Fault::not_found,
                 fmt::format("room {}: it has no lamps; name them in its [[room]]", room.text())};
  }
  return *found;
}

LampCommand BridgeLamps::command_for(const RoomLamps& room, const Target& target,
                                     const BridgeHouse& house, OnOff to, const Look& planned) {
  LampCommand command{to, {}, {}, room.fade};
  if (to == OnOff::off) {
    const auto brightness = target_brightness(house, target, true);
    if (room.fade && brightness) brightness_before_fade_[target] = *brightness;
    return command;
  }
  const Look look = possible(planned, house, target);
  command.brightness = look.brightness ? look.brightness : room.brightness;
  command.mirek = look.mirek ? look.mirek : room.mirek;
  if (command.brightness) return command;
  if (const auto kept = brightness_before_fade_.find(target);
      kept != brightness_before_fade_.end()) {
    command.brightness = kept->second;
    return command;
  }
  // Faded out before we were started: better full than a glimmer that nobody sees.
  const auto left = target_brightness(house, target, false);
  if (room.fade && left && *left < forgotten_brightness) command.brightness = full;
  return command;
}

Result<void> BridgeLamps::set(const RoomName& name, OnOff to, const Look& look) {
  const Result<RoomLamps> room = room_of(name);
  if (!room) return room.error();
  const Result<BridgeHouse> house = bridge_.house();
  if (!house) return house.error();
  const Result<std::vector<Target>> targets = find_targets(*house, room->lamps);
  if (!targets) return with_context("room " + name.text(), targets.error());
  std::optional<Error> failure;
  bool any_done = false;
  for (const Target& target : *targets) {
    const Result<void> done = bridge_.command(target, command_for(*room, target, *house, to, look));
    if (done) any_done = true;
    if (!done && !failure) failure = done.error();
    if (!bridge_.answers()) break;  // or each lamp would take as long to fail
  }
  if (!any_done) return with_context("room " + name.text(), *failure);
  const std::vector<BridgeLamp> lamps = lamps_of(*house, *targets);
  if (!any_reachable(lamps)) return no_lamp_answers(name, lamps);
  return {};
}

Result<RoomStates> BridgeLamps::look() {
  const Result<BridgeHouse> house = bridge_.house();
  if (!house) return house.error();
  RoomStates states;
  silent_sentences_.clear();
  for (const RoomLamps& room : rooms_) {
    const Result<std::vector<BridgeLamp>> lamps = lamps_in(room, *house);
    if (!lamps) {
      states.emplace(room.room, lamps.error());
      continue;
    }
    const Result<OnOff> state = state_of(room.room, *lamps);
    const std::optional<Error> back = state ? came_back(room.room, *lamps, silent_) : std::nullopt;
    states.emplace(room.room, back ? Result<OnOff>(*back) : state);
    silent_sentences_.merge(silent_of(room.room, *lamps));
  }
  silent_.clear();
  for (const BridgeLamp& lamp : house->lamps) {
    if (!lamp.reachable) silent_.insert(lamp.id);
  }
  return states;
}

}  // namespace lamplighter::hue
