// SPDX-License-Identifier: Apache-2.0
#include "simulation/lamp_board.h"

#include <cassert>

namespace lamplighter::simulation {

LampBoard::LampBoard(const House& house) : house_(house) {
  for (const Room& room : house.rooms) now_.emplace_back(room.lamps.size());
}

void LampBoard::set(std::size_t room, std::size_t lamp, double level, Instant at) {
  Now& now = now_[room][lamp];
  if (now.level == level) return;
  assert(now.level == 0.0 || at >= now.since);
  if (now.level > 0.0 && at > now.since) {
    const double size = house_.rooms[room].lamps[lamp].size.value();
    intervals_.push_back({room, lamp, now.since, at, now.lit_since, Lux(size * now.level)});
  }
  if (now.level == 0.0) now.lit_since = at;
  now.level = level;
  now.since = at;
}

void LampBoard::all_off(std::size_t room, Instant at) {
  for (std::size_t lamp = 0; lamp < now_[room].size(); ++lamp) {
    if (house_.rooms[room].lamps[lamp].use != LampUse::timer) set(room, lamp, 0.0, at);
  }
}

double LampBoard::level(std::size_t room, std::size_t lamp) const { return now_[room][lamp].level; }

bool LampBoard::lit(std::size_t room) const {
  return lit(room, LampUse::main) || lit(room, LampUse::reading);
}

bool LampBoard::lit(std::size_t room, LampUse use) const {
  for (std::size_t lamp = 0; lamp < now_[room].size(); ++lamp) {
    if (house_.rooms[room].lamps[lamp].use == use && now_[room][lamp].level > 0.0) return true;
  }
  return false;
}

std::vector<LampInterval> LampBoard::finish(Instant end) {
  for (std::size_t room = 0; room < now_.size(); ++room) {
    for (std::size_t lamp = 0; lamp < now_[room].size(); ++lamp) set(room, lamp, 0.0, end);
  }
  return std::move(intervals_);
}

}  // namespace lamplighter::simulation
