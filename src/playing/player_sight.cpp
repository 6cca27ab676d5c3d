// SPDX-License-Identifier: Apache-2.0
// What the player sees of the lamps: whether they did as told, who touched them, and giving them
// back.
#include "playing/player.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

/// When a room that somebody touched now is played again: an evening reaches past midnight and is
/// over by the next noon.
Instant next_noon(const Plan& plan, Instant now) {
  const Instant noon = plan.from + 12h;
  return now < noon ? noon : plan.until + 12h;
}

}  // namespace

using Outcome = PlayStep::Outcome;

void Player::look() {
  const Instant now = clock_.now();
  look_at_ = now + settings_.look_every;
  const Result<RoomStates> states = lamps_.look();
  if (!states) {
    for (auto& [name, room] : rooms_) room.gone = true;
    if (!std::exchange(house_gone_, true))
      report(RoomName(), OnOff::off, Outcome::silent, states.error().message);
    return;
  }
  const bool any_seen = std::any_of(states->begin(), states->end(),
                                    [](const auto& entry) { return entry.second.has_value(); });
  if (any_seen && std::exchange(house_gone_, false))
    report(RoomName(), OnOff::off, Outcome::answers_again);
  for (const auto& [name, seen] : *states) compare(name, rooms_[name], seen, now);
  remember_what_was();
}

/// A power cut and a crash before the first command must not make of a lamp that came up with the
/// power one that was on before the play.
void Player::remember_what_was() {
  const bool is_new = std::exchange(saw_before_, false);
  if (is_new && plan_) static_cast<void>(remember());  // where it fails, the next command says so
}

void Player::compare(const RoomName& name, Room& room, const Result<OnOff>& seen, Instant now) {
  if (!seen && lamps_.is_pending(name)) return;  // no news
  if (!seen) return lost_sight(name, room, seen.error());
  const bool as_told = *seen == room.memory.told;
  if (!room.memory.before && !room.memory.told) {  // after our command, it shows us
    room.memory.before = *seen;
    saw_before_ = true;
  }
  if (room.gone) {  // back, and mended at once
    room.shows = *seen;
    room.retry_at = now;
  } else if (room.shows.value_or(*seen) != *seen && !as_told) {
    if (now < room.commanded_at + settings_.settle) return;
    room.shows = *seen;
    if (room.confirmed) return manual_override_at(name, room, *seen);
    note_failure(name, room, *room.memory.told,
                 {Fault::unavailable,
                  "room " + name.text() + ": its lamps did not reach the commanded state"});
  }
  const bool well_again = std::exchange(room.gone, false) || as_told;
  room.shows = *seen;
  room.confirmed = true;
  if (std::exchange(room.silent, false)) report(name, *seen, Outcome::answers_again);
  if (!well_again) return;
  room.retry_after = 0s;
  room.failing = false;
}

void Player::lost_sight(const RoomName& name, Room& room, const Error& error) {
  room.gone = true;
  if (!std::exchange(room.silent, true)) report(name, OnOff::off, Outcome::silent, error.message);
}

void Player::manual_override_at(const RoomName& name, Room& room, OnOff to) {
  if (!plan_) return;  // we only look
  saw_a_hand_ = true;
  room.memory.left_until = next_noon(*plan_, clock_.now());
  static_cast<void>(remember());  // otherwise a crash forgets that hand, and no lamp is stuck
  report(name, to, Outcome::touched);
}

bool Player::owes_lamps() const {
  return std::any_of(rooms_.begin(), rooms_.end(),
                     [](const auto& entry) { return entry.second.memory.told.has_value(); });
}

void Player::forget() {
  rooms_.clear();
  plan_.reset();
  saw_a_hand_ = false;
  look_soon();
  static_cast<void>(remember());
}

bool Player::hand_over() {
  const bool wanted = settings_.on_stop != OnStop::leave && owes_lamps();
  const Result<RoomStates> states = wanted ? lamps_.look() : RoomStates{};
  if (!states) return false;
  bool all = true;
  for (auto& [name, room] : rooms_) {
    if (!wanted || !room.memory.told) continue;
    const auto seen = states->find(name);
    const bool given = seen == states->end() || give_back(name, room, seen->second);
    if (given) room.memory.told.reset();
    all &= given;
  }
  if (all) {
    forget();
  } else {
    static_cast<void>(remember());
  }
  return all;
}

/// False where it should be tried again.
bool Player::give_back(const RoomName& name, Room& room, const Result<OnOff>& seen) {
  if (room.memory.left_until) return true;
  if (!seen) return false;
  const OnOff told = *room.memory.told;
  const bool is_under_way = !room.confirmed && clock_.now() < room.commanded_at + settings_.settle;
  if (*seen != told && !is_under_way) return true;  // somebody else's hand
  const OnOff to =
      settings_.on_stop == OnStop::off ? OnOff::off : room.memory.before.value_or(OnOff::off);
  if (to == told) return true;
  const Result<void> done = lamps_.set(name, to, {});
  if (done || lamps_.is_pending(name)) report(name, to, Outcome::handed_over);
  return done.has_value();
}

}  // namespace lamplighter
