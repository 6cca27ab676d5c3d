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
  Room& room = rooms_[name];
  const auto lamp = room.lamps.find(topic);
  if (lamp != room.lamps.end()) {
    lamp->second = to;
  } else if (to == LampState::unknown) {
    return std::nullopt;  // it may be no lamp at all
  } else if (room.lamps.size() < most_lamps) {
    room.lamps.emplace(topic, to);
  } else {
    return std::nullopt;
  }
  const auto any = [&](LampState is) {
    return std::any_of(room.lamps.begin(), room.lamps.end(),
                       [&](const auto& one) { return one.second == is; });
  };
  const LampState state = any(LampState::on)        ? LampState::on
                          : any(LampState::unknown) ? LampState::unknown
                                                    : LampState::off;
  if (state == room.state) return std::nullopt;
  room.state = state;
  return Change{at, name, state};
}

std::optional<LookChange> LampRooms::look(const RoomName& name, const Look& look, Instant at) {
  const auto room = rooms_.find(name);
  if (room == rooms_.end() || look == Look{} || is_like(look, room->second.look))
    return std::nullopt;
  room->second.look = look;
  return LookChange{at, name, look};
}

std::vector<Change> LampRooms::forget(Instant at) {
  std::vector<Change> changes;
  for (auto& [name, room] : rooms_) {
    if (room.state != LampState::unknown) changes.push_back({at, name, LampState::unknown});
    room = {};
  }
  return changes;
}

}  // namespace lamplighter
