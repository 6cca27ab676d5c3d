// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge_lamps.h"

#include <fmt/format.h>

#include <algorithm>

namespace lamplighter::hue {
namespace {

constexpr double forgotten_brightness = 1.5;  // percent; a fade to off leaves a lower value
constexpr double full = 100.0;
constexpr std::string_view id_prefix = "hue:";

LampId lamp_id(const std::string& id) { return LampId(std::string(id_prefix) + id); }

Error does_not_answer(const BridgeLamp& lamp) {
  return {Fault::unavailable,
          fmt::format("{} does not answer; is its wall switch off?", shown(lamp.name))};
}

/// Updates the lamp to its state after the command.
void take_on(BridgeLamp& lamp, const LampCommand& command) {
  if (command.to) lamp.on = *command.to == OnOff::on;
  if (command.brightness) lamp.brightness = command.brightness;
  if (command.mirek) {
    lamp.mirek = command.mirek;
    lamp.xy.reset();
  }
  if (command.xy) {
    lamp.xy = command.xy;
    lamp.mirek.reset();
  }
}

/// The part of a command that the lamp supports.
LampCommand possible(const BridgeLamp& lamp, LampCommand command) {
  if (!lamp.brightness) command.brightness.reset();
  if (!lamp.brightness) command.fade.reset();
  if (!lamp.has_colour) command.xy.reset();
  if (!lamp.mirek_range) command.mirek.reset();
  if (command.mirek && lamp.mirek_range)
    command.mirek = std::clamp(*command.mirek, lamp.mirek_range->first, lamp.mirek_range->second);
  return command;
}

}  // namespace

BridgeLamps::BridgeLamps(Bridge& bridge, std::vector<RoomLamps> rooms, News news)
    : bridge_(&bridge), rooms_(std::move(rooms)), news_(std::move(news)) {}

BridgeLamp* BridgeLamps::find(const std::string& id) {
  if (!house_) return nullptr;
  const auto found = std::find_if(house_->lamps.begin(), house_->lamps.end(),
                                  [&](const BridgeLamp& lamp) { return lamp.id == id; });
  return found == house_->lamps.end() ? nullptr : &*found;
}

/// False if the whole house must be read to find out what changed.
bool BridgeLamps::follow(const std::vector<LampReport>& reports) {
  for (const LampReport& report : reports) {
    const bool is_another = report.kind == LampReport::Kind::group ||
                            report.kind == LampReport::Kind::sensor ||
                            report.kind == LampReport::Kind::missed;  // may_have_missed says so too
    if (is_another) continue;
    BridgeLamp* lamp = report.kind == LampReport::Kind::lamp ? find(report.id) : nullptr;
    if (lamp == nullptr) return false;
    take_report(*lamp, report);
  }
  return true;
}

/// Updates the house: from the event stream if it is open and complete, otherwise by reading it.
Result<void> BridgeLamps::refresh() {
  const Instant now = bridge_->now();
  const std::optional<LampWatch::Heard> heard = news_ ? news_() : std::nullopt;
  const bool is_fresh = house_ && now >= read_at_ && now - read_at_ < read_every;
  if (heard && !heard->may_have_missed && is_fresh && follow(heard->reports)) return {};
  Result<BridgeHouse> house = bridge_->house();
  if (!house) return house.error();
  house_ = *std::move(house);
  read_at_ = now;
  return {};
}

void BridgeLamps::add_target(const RoomLamps& room, const std::string& name, const Target& target,
                             HouseLook& seen) {
  const std::vector<BridgeLamp> lamps = lamps_of(*house_, {target});
  for (const BridgeLamp& lamp : lamps) {
    seen[lamp_id(lamp.id)].rooms.insert(room.room);
    room_of_.try_emplace(lamp.id, &room);
  }
  if (!lamps.empty()) return;
  const LampId gone = target.kind == Target::Kind::lamp ? lamp_id(target.id) : lamp_id(name);
  SeenLamp& lamp = seen[gone];
  lamp.name = name;
  lamp.rooms.insert(room.room);
  lamp.is = Error{
      Fault::not_found,
      fmt::format("\"{}\" is no longer on the bridge; name another lamp in [[room]]", shown(name))};
}

void BridgeLamps::find_names(HouseLook& seen) {
  for (const RoomLamps& room : rooms_) {
    for (const std::string& name : room.lamps) {
      const auto known = targets_.find({room.room, name});
      const bool is_gone = known != targets_.end() && lamps_of(*house_, {known->second}).empty();
      if (known != targets_.end() && !is_gone) {
        add_target(room, name, known->second, seen);
        continue;
      }
      const Result<std::vector<Target>> found = find_targets(*house_, {name});
      if (!found && is_gone) {
        add_target(room, name, known->second, seen);
        continue;
      }
      if (found) {
        if (is_gone && known->second.kind == Target::Kind::lamp) replaced_.insert(known->second.id);
        targets_.insert_or_assign(std::pair(room.room, name), found->front());
        add_target(room, name, found->front(), seen);
        continue;
      }
      SeenLamp& lamp = seen[lamp_id(name)];
      lamp.name = name;
      lamp.rooms.insert(room.room);
      lamp.is = found.error();
    }
  }
}

Result<HouseLook> BridgeLamps::look() {
  if (const Result<void> read = refresh(); !read) return read.error();
  HouseLook seen;
  std::set<std::string> unreachable;
  for (const BridgeLamp& lamp : house_->lamps) {
    SeenLamp& one = seen[lamp_id(lamp.id)];
    one.name = lamp.name;
    one.is = lamp.reachable ? Result<LampSetting>(setting_of(lamp)) : does_not_answer(lamp);
    one.was_unreachable = lamp.reachable && unreachable_.contains(lamp.id);
    if (!lamp.reachable) unreachable.insert(lamp.id);
  }
  unreachable_ = std::move(unreachable);
  find_names(seen);
  for (const std::string& id : replaced_) {
    if (find(id) != nullptr) continue;
    SeenLamp& gone = seen[lamp_id(id)];
    gone.name = id;
    gone.is = Error{Fault::not_found, "another lamp now has its name"};
  }
  return seen;
}

LampCommand BridgeLamps::command_for(const BridgeLamp& lamp, const RoomLamps& room,
                                     const LampRequest& request) {
  const auto& [state, look, xy] = request.to;
  LampCommand command{state, {}, {}, request.is_restore ? std::nullopt : room.fade};
  if (state == OnOff::off) {
    if (command.fade && lamp.on && lamp.brightness)
      brightness_before_fade_[lamp.id] = *lamp.brightness;
    return possible(lamp, command);
  }
  command.brightness = look.brightness;
  command.mirek = look.mirek;
  command.xy = xy;
  if (request.is_restore) return possible(lamp, command);
  if (!command.brightness) command.brightness = room.brightness;
  if (!command.mirek) command.mirek = room.mirek;
  if (command.brightness) return possible(lamp, command);
  const auto kept = brightness_before_fade_.find(lamp.id);
  if (kept != brightness_before_fade_.end()) command.brightness = kept->second;
  // Faded out before this process started: full brightness is better than a glimmer.
  const bool is_glimmer = !lamp.on && lamp.brightness && *lamp.brightness < forgotten_brightness;
  if (!command.brightness && room.fade && is_glimmer) command.brightness = full;
  return possible(lamp, command);
}

/// The command for a lamp. Errors: why it cannot be commanded.
Result<LampCommand> BridgeLamps::prepare(const LampId& id, const LampRequest& request) {
  const BridgeLamp* lamp =
      id.text().starts_with(id_prefix) ? find(id.text().substr(id_prefix.size())) : nullptr;
  if (lamp == nullptr) return Error{Fault::not_found, id.text() + " is not on the bridge"};
  if (!lamp->reachable) return does_not_answer(*lamp);
  const auto room = room_of_.find(lamp->id);
  return command_for(*lamp, room == room_of_.end() ? RoomLamps{} : *room->second, request);
}

namespace {

/// Whether all lamps of a group, and it has several, get the same state.
bool is_one_command(const BridgeGroup& group, const std::map<std::string, LampCommand>& commands) {
  const LampCommand* first = nullptr;
  for (const std::string& id : group.lamps) {
    const auto command = commands.find(id);
    if (command == commands.end() || (first != nullptr && !(command->second == *first)))
      return false;
    first = &command->second;
  }
  return group.lamps.size() > 1;
}

LampReply obeyed(const LampCommand& command) {
  const OnOff state = command.to.value_or(OnOff::off);
  return {{},
          false,
          command.fade.value_or(std::chrono::milliseconds(0)),
          {state, {command.brightness, command.mirek}, command.xy}};
}

}  // namespace

/// The largest group that a single command can set, no later than single commands to its lamps.
const BridgeGroup* BridgeLamps::group_for(const LampCommands& commands) const {
  const BridgeGroup* largest = nullptr;
  for (const BridgeGroup& group : house_->groups) {
    const bool is_larger = largest == nullptr || group.lamps.size() > largest->lamps.size();
    if (is_larger && is_one_command(group, commands)) largest = &group;
  }
  if (largest == nullptr) return nullptr;
  const auto one_by_one = bridge_->pause_before(RequestKind::lamp_command) +
                          Pacer::lamp_gap * (static_cast<int>(largest->lamps.size()) - 1);
  return bridge_->pause_before(RequestKind::group_command) <= one_by_one ? largest : nullptr;
}

/// Removes from `commands` what was done by group commands. If the bridge rejects one, single
/// commands follow. Errors: the bridge does not respond.
Result<void> BridgeLamps::command_groups(LampCommands& commands, LampReplies& answers) {
  while (const BridgeGroup* group = group_for(commands)) {
    const LampCommand command = commands.at(group->lamps.front());
    const Result<void> done = bridge_->command({Target::Kind::group, group->id}, command);
    if (!done) return bridge_->answers() ? Result<void>() : done;
    for (const std::string& id : group->lamps) {
      take_on(*find(id), command);
      answers[lamp_id(id)] = obeyed(command);
      commands.erase(id);
    }
  }
  return {};
}

LampReply BridgeLamps::carry_out(const std::string& id, const LampCommand& command) {
  BridgeLamp& lamp = *find(id);
  const Result<void> done = bridge_->command({Target::Kind::lamp, id}, command);
  if (!done) return {with_context(shown(lamp.name), done.error()), false, {}};
  take_on(lamp, command);
  return obeyed(command);
}

LampReplies BridgeLamps::command(const LampRequests& requests) {
  LampReplies answers;
  std::optional<Error> gone;
  if (!house_) {
    const Result<HouseLook> seen = look();
    if (!seen) gone = seen.error();
  }
  LampCommands commands;
  for (const auto& [id, request] : requests) {
    const Result<LampCommand> command = gone ? *gone : prepare(id, request);
    if (command) commands[id.text().substr(id_prefix.size())] = *command;
    if (!command) answers[id] = {command.error(), false, {}};
  }
  if (!commands.empty()) {
    if (const Result<void> done = command_groups(commands, answers); !done) gone = done.error();
  }
  for (const auto& [id, command] : commands) {
    LampReply& answer = answers[lamp_id(id)];
    answer = gone ? LampReply{*gone, false, {}} : carry_out(id, command);
    // Otherwise every other lamp would take as long to fail.
    if (!gone && !answer.done && !bridge_->answers()) gone = answer.done.error();
  }
  return answers;
}

}  // namespace lamplighter::hue
