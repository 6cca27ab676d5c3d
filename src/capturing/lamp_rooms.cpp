// SPDX-License-Identifier: Apache-2.0
#include "capturing/lamp_rooms.h"

#include <algorithm>

namespace lamplighter {
namespace {

constexpr std::size_t most_lamps = 64;

}  // namespace

std::optional<Change> LampRooms::lamp(const RoomName& name, std::string_view topic, OnOff to,
                                      Instant at) {
  Room& room = rooms_[name];
  const auto lamp = room.lamps.find(topic);
  if (lamp != room.lamps.end()) {
    lamp->second = to;
  } else if (room.lamps.size() < most_lamps) {
    room.lamps.emplace(topic, to);
  } else {
    return std::nullopt;
  }
  const bool on = std::any_of(room.lamps.begin(), room.lamps.end(),
                              [](const auto& one) { return one.second == OnOff::on; });
  const LampState state = on ? LampState::on : LampState::off;
  if (state == room.state) return std::nullopt;
  room.state = state;
  return Change{at, name, state};
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
