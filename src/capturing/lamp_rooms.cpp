// SPDX-License-Identifier: Apache-2.0
#include "capturing/lamp_rooms.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lamplighter {
namespace {

constexpr std::size_t most_lamps = 64;
constexpr double other_brightness = 2;  // percent
constexpr int other_mirek = 5;

bool is_like(const Look& one, const Look& other) {
  if (one.brightness.has_value() != other.brightness.has_value()) return false;
  if (one.mirek.has_value() != other.mirek.has_value()) return false;
  return std::abs(one.brightness.value_or(0) - other.brightness.value_or(0)) < other_brightness &&
         std::abs(one.mirek.value_or(0) - other.mirek.value_or(0)) < other_mirek;
}

}  // namespace

std::optional<Change> LampRooms::lamp(const RoomName& name, std::string_view topic, LampState to,
                                      Instant at) {
  return lamp(name, topic, {}, to, false, at);
}

std::optional<Change> LampRooms::lamp(const RoomName& name, std::string_view topic,
                                      const std::string& availability, LampState to, bool retained,
                                      Instant at) {
  Room& room = rooms_[name];
  if (retained && room.gone.contains(availability)) return std::nullopt;
  if (!retained) room.gone.erase(availability);
  const auto lamp = room.lamps.find(topic);
  if (lamp != room.lamps.end()) {
    lamp->second.state = to;
  } else if (to == LampState::unknown) {
    return std::nullopt;  // it may not be a lamp
  } else if (room.lamps.size() < most_lamps) {
    room.lamps.emplace(topic, Lamp{to, availability});
  } else {
    return std::nullopt;
  }
  return change_of(name, room, at);
}

std::optional<Change> LampRooms::reachable(const RoomName& name, const std::string& availability,
                                           bool there, LampState to, Instant at) {
  Room& room = rooms_[name];
  if (there) {
    room.gone.erase(availability);
    return std::nullopt;
  }
  if (room.gone.size() < most_lamps) room.gone.insert(availability);
  bool is_known = false;
  for (auto& [topic, lamp] : room.lamps) {
    if (lamp.availability != availability && topic != availability) continue;
    lamp.state = to;
    is_known = true;
  }
  return is_known ? change_of(name, room, at) : std::nullopt;
}

std::optional<Change> LampRooms::change_of(const RoomName& name, Room& room, Instant at) {
  room.recalled.clear();
  const LampState state = room.by_lamps();
  if (state == room.state) return std::nullopt;
  room.state = state;
  room.changed = at;
  return Change{at, name, state};
}

LampState LampRooms::Room::by_lamps() const {
  const auto any = [&](LampState is) {
    return std::any_of(lamps.begin(), lamps.end(),
                       [&](const auto& one) { return one.second.state == is; });
  };
  if (any(LampState::on)) return LampState::on;
  return lamps.empty() || any(LampState::unknown) ? LampState::unknown : LampState::off;
}

void LampRooms::expect(const RoomName& name, std::string_view lamp) {
  Room& room = rooms_[name];
  if (room.lamps.size() < most_lamps)
    room.lamps.try_emplace(std::string(lamp), Lamp{LampState::unknown});
}

void LampRooms::recall(const Change& last, std::string_view prefix) {
  Room& room = rooms_[last.room];
  room.state = last.state;
  room.changed = last.at;
  room.recalled = prefix;
}

std::optional<LookChange> LampRooms::look(const RoomName& name, const Look& look, Instant at) {
  const auto room = rooms_.find(name);
  if (room == rooms_.end() || look == Look{} || is_like(look, room->second.look))
    return std::nullopt;
  room->second.look = look;
  return LookChange{at, name, look};
}

std::vector<Change> LampRooms::forget(Instant at, std::string_view prefix) {
  std::vector<Change> changes;
  for (auto& [name, room] : rooms_) {
    const auto forgotten =
        std::erase_if(room.lamps, [&](const auto& one) { return one.first.starts_with(prefix); });
    const bool is_recalled = !room.recalled.empty() && room.recalled.starts_with(prefix);
    if (forgotten == 0 && !is_recalled) continue;
    room.recalled.clear();
    room.gone.clear();
    room.look = {};
    const bool is_on = room.by_lamps() == LampState::on;  // by a lamp of another source
    if (is_on || room.state == LampState::unknown) continue;
    room.state = LampState::unknown;
    const bool is_late = room.changed && *room.changed >= at;
    room.changed = is_late ? *room.changed + 1us : at;
    changes.push_back({*room.changed, name, LampState::unknown});
  }
  return changes;
}

}  // namespace lamplighter
