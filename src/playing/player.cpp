// SPDX-License-Identifier: Apache-2.0
#include "playing/player.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace lamplighter {

Player::Player(Clock& clock, Lamps& lamps, PlanAt plan_at, PlayerSettings settings, OnStep on_step)
    : clock_(clock),
      lamps_(lamps),
      plan_at_(std::move(plan_at)),
      settings_(settings),
      on_step_(std::move(on_step)) {}

Result<void> Player::play(const std::stop_token& stop, std::optional<Instant> until) {
  Result<void> planned;
  while (!stop.stop_requested() && !(until && clock_.now() >= *until)) {
    planned = refresh_plan();
    if (!planned) break;
    const Instant now = clock_.now();
    const std::optional<RoomName> room = now >= free_at_ ? most_overdue_room() : std::nullopt;
    if (room) {
      move(*room, state_at(*plan_, *room, now));
    } else {
      clock_.sleep_until(std::min(next_wake(), until.value_or(Instant::max())), stop);
    }
  }
  hand_over();
  return planned;
}

Result<void> Player::refresh_plan() {
  const Instant now = clock_.now();
  // A clock that was set back must not leave us waiting for what now lies far ahead.
  free_at_ = std::min(free_at_, now + settings_.pace);
  for (auto& [name, room] : rooms_)
    room.retry_at = std::min(room.retry_at, now + settings_.longest_retry);
  if (plan_ && plan_->from <= now && now < plan_->until) return {};
  Result<Plan> plan = plan_at_(now);
  if (!plan) return plan.error();
  plan_ = *std::move(plan);
  assert(plan_->from <= now && now < plan_->until);
  look_at_lamps();
  return {};
}

// Before the first command, so that a lamp which already is as the plan wants it is not touched.
void Player::look_at_lamps() {
  for (const RoomName& name : plan_->rooms) {
    const auto [entry, is_new] = rooms_.try_emplace(name);
    if (!is_new) continue;
    const Result<OnOff> state = lamps_.state(name);
    if (!state) continue;
    entry->second.before = *state;
    entry->second.applied = *state;
  }
}

std::optional<RoomName> Player::most_overdue_room() {
  const Instant now = clock_.now();
  std::optional<RoomName> chosen;
  Instant chosen_since = Instant::max();
  for (const RoomName& name : plan_->rooms) {
    const Room& room = rooms_[name];
    if (room.applied == state_at(*plan_, name, now) || room.retry_at > now) continue;
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

void Player::move(const RoomName& name, OnOff to) {
  Room& room = rooms_[name];
  const Result<void> done = lamps_.set(name, to);
  if (!done) return note_failure(name, to, done.error());
  room.applied = to;
  room.switched = true;
  room.retry_after = 0s;
  free_at_ = clock_.now() + settings_.pace;
  on_step_({clock_.now(), name, to, PlayStep::Outcome::switched, ""});
}

void Player::note_failure(const RoomName& name, OnOff to, const Error& error) {
  Room& room = rooms_[name];
  const bool first = room.retry_after == 0s;
  room.retry_after =
      first ? settings_.first_retry : std::min(room.retry_after * 2, settings_.longest_retry);
  room.retry_at = clock_.now() + room.retry_after;
  if (first) on_step_({clock_.now(), name, to, PlayStep::Outcome::failed, error.message});
}

Instant Player::next_wake() const {
  const Instant now = clock_.now();
  Instant wake = std::min(plan_->until, now + settings_.longest_sleep);
  for (const Switch& change : plan_->switches) {
    if (change.at > now) wake = std::min(wake, change.at);
  }
  for (const auto& [name, room] : rooms_) {
    if (room.retry_at > now) wake = std::min(wake, room.retry_at);
  }
  if (free_at_ > now) wake = std::min(wake, free_at_);
  return wake;
}

void Player::hand_over() {
  if (settings_.on_stop == OnStop::leave) return;
  for (auto& [name, room] : rooms_) {
    if (!room.switched) continue;
    const Result<OnOff> found = lamps_.state(name);
    if (found && *found != room.applied) continue;  // somebody else's hand
    const OnOff to =
        settings_.on_stop == OnStop::off ? OnOff::off : room.before.value_or(OnOff::off);
    if (to == room.applied) continue;
    const Result<void> done = lamps_.set(name, to);
    const std::string message = done ? "" : done.error().message;
    const auto outcome = done ? PlayStep::Outcome::handed_over : PlayStep::Outcome::failed;
    on_step_({clock_.now(), name, to, outcome, message});
    if (done) room.applied = to;
  }
}

}  // namespace lamplighter
