// SPDX-License-Identifier: Apache-2.0
#include "playing/player.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lamplighter {

using Outcome = PlayStep::Outcome;

Player::Player(Clock& clock, Lamps& lamps, PlayerSettings settings, PlayerCalls calls, Rng chance,
               PlayMemory memory)
    : clock_(clock), lamps_(lamps), settings_(settings), calls_(std::move(calls)), chance_(chance) {
  for (auto& [name, room] : memory) rooms_[name].memory = room;
}

Result<void> Player::play(const std::stop_token& stop, std::optional<Instant> until) {
  Result<void> played;
  while (!stop.stop_requested() && !(until && clock_.now() >= *until)) {
    const Result<Instant> wake = turn();
    if (!wake) {
      played = wake.error();
      break;
    }
    clock_.sleep_until(std::min(*wake, until.value_or(Instant::max())), stop);
  }
  hand_over();
  return played;
}

Result<Instant> Player::turn() {
  const Instant now = clock_.now();
  clock_may_have_jumped(now);
  if (const Result<void> planned = refresh_plan(now); !planned) return planned.error();
  if (now >= look_at_) look();
  if (now >= free_at_) {
    if (const std::optional<RoomName> room = most_overdue_room(now)) move(*room, now);
  }
  return next_wake(clock_.now());
}

/// A clock that was set back must not leave us waiting for what now lies far ahead.
void Player::clock_may_have_jumped(Instant now) {
  free_at_ = std::min(free_at_, now + settings_.longest_walk);
  look_at_ = std::min(look_at_, now + settings_.look_every);
  for (auto& [name, room] : rooms_) {
    room.retry_at = std::min(room.retry_at, now + settings_.longest_retry);
    room.commanded_at = std::min(room.commanded_at, now);
    auto& left_until = room.memory.left_until;
    if (left_until && (now >= *left_until || *left_until - now > 48h)) left_until.reset();
  }
}

Result<void> Player::refresh_plan(Instant now) {
  if (!plan_again_ && plan_ && plan_->from <= now && now < plan_->until) return {};
  Result<Plan> plan = calls_.plan_at(now);
  if (!plan) return plan.error();
  plan_again_ = false;
  plan_ = *std::move(plan);
  assert(plan_->from <= now && now < plan_->until);
  for (const RoomName& name : plan_->rooms) {
    if (rooms_.try_emplace(name).second) look_soon();
  }
  return {};
}

std::optional<RoomName> Player::most_overdue_room(Instant now) {
  std::optional<RoomName> chosen;
  Instant chosen_since = Instant::max();
  for (const RoomName& name : plan_->rooms) {
    const Room& room = rooms_[name];
    const bool as_planned = room.shows == state_at(*plan_, name, now);
    if (as_planned || room.memory.left_until || room.retry_at > now) continue;
    Instant since = plan_->from;
    for (const Switch& change : plan_->switches) {
      if (change.at <= now && change.room == name) since = change.at;
    }
    if (since < chosen_since) {
      chosen_since = since;
      chosen = name;
    }
  }
  return chosen;
}

/// To what the plan says of it now.
void Player::move(const RoomName& name, Instant now) {
  const OnOff to = state_at(*plan_, name, now);
  Room& room = rooms_[name];
  const RoomMemory known = room.memory;
  room.memory.told = to;
  if (const Result<void> kept = remember(); !kept && to == OnOff::on) {
    room.memory = known;
    return note_failure(name, room, to, kept.error());
  }
  const Result<void> done = lamps_.set(name, to, look_at(*plan_, name, now));
  room.commanded_at = clock_.now();
  room.confirmed = false;
  if (!done && !lamps_.is_pending(name)) return note_failure(name, room, to, done.error());
  room.shows = to;
  const auto walk =
      static_cast<std::uint64_t>((settings_.longest_walk - settings_.shortest_walk).count());
  free_at_ = clock_.now() + settings_.shortest_walk + std::chrono::seconds(chance_.below(walk + 1));
  report(name, to, Outcome::switched);
}

void Player::note_failure(const RoomName& name, Room& room, OnOff to, const Error& error) {
  room.retry_after = room.retry_after == 0s
                         ? settings_.first_retry
                         : std::min(room.retry_after * 2, settings_.longest_retry);
  room.retry_at = clock_.now() + room.retry_after;
  free_at_ = std::max(free_at_, clock_.now() + settings_.shortest_walk);
  if (room.failing || room.gone || house_gone_) return;
  room.failing = true;
  report(name, to, Outcome::failed, error.message);
}

Result<void> Player::remember() {
  if (!calls_.remember) return {};
  PlayMemory memory;
  for (const auto& [name, room] : rooms_) {
    if (room.memory != RoomMemory{}) memory[name] = room.memory;
  }
  return calls_.remember(memory);
}

Instant Player::next_wake(Instant now) const {
  Instant wake = std::min({plan_->until, now + settings_.longest_sleep, look_at_});
  const auto consider = [&](Instant at) {
    if (at > now) wake = std::min(wake, at);
  };
  for (const Switch& change : plan_->switches) consider(change.at);
  for (const auto& [name, room] : rooms_) consider(room.retry_at);
  consider(free_at_);
  return wake;
}

bool Player::is_well() const {
  const auto fails = [](const auto& entry) { return entry.second.failing || entry.second.silent; };
  return !house_gone_ && std::none_of(rooms_.begin(), rooms_.end(), fails);
}

std::optional<Instant> Player::next_switch() const {
  if (!plan_) return std::nullopt;
  const Instant now = clock_.now();
  for (const Switch& change : plan_->switches) {
    const auto room = rooms_.find(change.room);
    const bool left_alone = room != rooms_.end() && room->second.memory.left_until;
    if (change.at > now && !left_alone) return change.at;
  }
  return std::nullopt;
}

void Player::report(const RoomName& room, OnOff to, Outcome outcome, const std::string& message) {
  calls_.on_step({clock_.now(), room, to, outcome, message});
}

}  // namespace lamplighter
