// SPDX-License-Identifier: Apache-2.0
#include "playing/player.h"

#include <algorithm>
#include <utility>

namespace lamplighter {

using Outcome = PlayStep::Outcome;

Player::Player(Clock& clock, Lamps& lamps, PlayerSettings settings, PlayerCalls calls, Rng rng,
               PlayMemory memory)
    : clock_(clock),
      lamps_(lamps),
      settings_(settings),
      calls_(std::move(calls)),
      rng_(rng),
      old_rooms_(std::move(memory.rooms)) {
  for (auto& [id, lamp] : memory.lamps) {
    known_[id].rooms = {lamp.room};
    known_[id].memory = std::move(lamp);
  }
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
  restore();
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

/// If the clock was set back, nothing must wait for times that are now far ahead.
void Player::clock_may_have_jumped(Instant now) {
  constexpr auto longest_transition = 10min;
  free_at_ = std::min(free_at_, now + settings_.longest_walk);
  look_at_ = std::min(look_at_, now + settings_.look_every);
  for (auto& [id, lamp] : known_) {
    lamp.retry_at = std::min(lamp.retry_at, now + settings_.longest_retry);
    lamp.settled_at = std::min(lamp.settled_at, now + longest_transition);
    auto& left_until = lamp.memory.left_until;
    if (!left_until || (now < *left_until && *left_until - now <= 48h)) continue;
    left_until.reset();
    if (lamp.status == Status::changed_manually) lamp.status = Status::as_found;
  }
}

Result<void> Player::refresh_plan(Instant now) {
  if (!plan_again_ && plan_ && plan_->from <= now && now < plan_->until) return {};
  Result<Plan> plan = calls_.plan_at(now);
  if (!plan) return plan.error();
  plan_again_ = false;
  plan_ = *std::move(plan);
  if (now < plan_->from || plan_->until <= now) {
    plan_.reset();
    return Error{Fault::unavailable, "the plan does not cover the time that it was asked for"};
  }
  return {};
}

/// On if any of the lamp's rooms should be on.
OnOff Player::planned(const Lamp& lamp, Instant now) const {
  for (const RoomName& room : plan_->rooms) {
    if (lamp.rooms.contains(room) && state_at(*plan_, room, now) == OnOff::on) return OnOff::on;
  }
  return OnOff::off;
}

bool Player::any_on(const RoomName& room) const {
  return std::any_of(known_.begin(), known_.end(), [&](const auto& entry) {
    const Lamp& lamp = entry.second;
    const bool is_seen = lamp.status != Status::unknown && lamp.status != Status::unreachable;
    return is_seen && lamp.rooms.contains(room) && lamp.shows == OnOff::on;
  });
}

/// Whether the lamp must be commanded now. A room in which the household left one lamp on counts as
/// on: its other lamps stay off until the room's next switch-on.
bool Player::is_due(const Lamp& lamp, const RoomName& room, Instant now) const {
  const Status status = lamp.status;
  const bool is_playable = status != Status::unknown && status != Status::unreachable;
  if (!is_playable || !lamp.rooms.contains(room) || lamp.memory.left_until || lamp.retry_at > now)
    return false;
  const OnOff to = planned(lamp, now);
  if (to == lamp.shows) return false;
  const bool is_ours = lamp.memory.commanded.has_value();
  return is_ours || to == OnOff::off || !any_on(room);
}

std::optional<RoomName> Player::most_overdue_room(Instant now) const {
  std::optional<RoomName> chosen;
  Instant chosen_since = Instant::max();
  for (const RoomName& name : plan_->rooms) {
    const bool any_due = std::any_of(known_.begin(), known_.end(), [&](const auto& entry) {
      return is_due(entry.second, name, now);
    });
    if (!any_due) continue;
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

/// Commands the lamps that are due to their planned state.
void Player::move(const RoomName& name, Instant now) {
  const Look look = look_at(*plan_, name, now);
  LampRequests requests;
  std::map<LampId, LampMemory> known;
  bool any_goes_on = false;
  for (const auto& [id, lamp] : known_) {
    if (!is_due(lamp, name, now)) continue;
    const OnOff to = planned(lamp, now);
    requests[id] = {{to, to == OnOff::on ? look : Look{}, {}}, false};
    known[id] = lamp.memory;
    any_goes_on |= to == OnOff::on;
  }
  for (const auto& [id, request] : requests) {
    known_[id].memory.room = name;
    known_[id].memory.commanded = request.to.state;
  }
  const Result<void> kept = remember();
  if (kept || !any_goes_on) return command(name, requests);
  for (const auto& [id, memory] : known) {
    known_[id].memory = memory;
    note_failure(known_[id], requests[id].to.state, kept.error());
  }
}

void Player::command(const RoomName& name, const LampRequests& requests) {
  const LampReplies answers = lamps_.command(requests);
  const Instant now = clock_.now();
  std::optional<OnOff> done;
  for (const auto& [id, request] : requests) {
    Lamp& lamp = known_[id];
    const auto found = answers.find(id);
    const LampReply answer = found != answers.end()
                                 ? found->second
                                 : LampReply{Error{Fault::unavailable, "no answer"}, false, {}};
    lamp.status = Status::commanded;
    lamp.looked.reset();
    lamp.expected = answer.expected;
    lamp.settled_at =
        now + std::chrono::ceil<std::chrono::seconds>(answer.transition) + settings_.settle;
    if (!answer.done && !answer.pending) {
      note_failure(lamp, request.to.state, answer.done.error());
      continue;
    }
    lamp.shows = request.to.state;
    done = request.to.state;
  }
  if (!done) return;
  const auto walk =
      static_cast<std::uint64_t>((settings_.longest_walk - settings_.shortest_walk).count());
  free_at_ = now + settings_.shortest_walk + std::chrono::seconds(rng_.below(walk + 1));
  report(name, *done, Outcome::switched);
}

void Player::note_failure(Lamp& lamp, OnOff to, const Error& error) {
  lamp.retry_after = lamp.retry_after == 0s
                         ? settings_.first_retry
                         : std::min(lamp.retry_after * 2, settings_.longest_retry);
  lamp.retry_at = clock_.now() + lamp.retry_after;
  free_at_ = std::max(free_at_, clock_.now() + settings_.shortest_walk);
  const bool is_reported = lamp.status == Status::unreachable || !house_gone_.empty();
  if (is_reported || !is_new_reason(lamp.failures, error.message)) return;
  const RoomName room = lamp.rooms.empty() ? lamp.memory.room : *lamp.rooms.begin();
  report(room, to, Outcome::failed, "room " + room.text() + ": " + error.message);
}

bool Player::is_new_reason(std::set<std::string>& reported, const std::string& reason) {
  constexpr std::size_t most = 8;
  return reported.size() < most && reported.insert(reason).second;
}

Result<void> Player::remember() {
  if (!calls_.remember) return {};
  PlayMemory memory;
  memory.rooms = old_rooms_;
  for (const auto& [id, lamp] : known_) {
    if (lamp.memory == LampMemory{}) continue;
    LampMemory& kept = memory.lamps[id] = lamp.memory;
    if (kept.room.empty() && !lamp.rooms.empty()) kept.room = *lamp.rooms.begin();
  }
  return calls_.remember(memory);
}

Instant Player::next_wake(Instant now) const {
  Instant wake = std::min({plan_->until, now + settings_.longest_sleep, look_at_});
  const auto consider = [&](Instant at) {
    if (at > now) wake = std::min(wake, at);
  };
  for (const Switch& change : plan_->switches) consider(change.at);
  for (const auto& [id, lamp] : known_) consider(lamp.retry_at);
  consider(free_at_);
  return wake;
}

bool Player::is_well() const {
  const auto fails = [](const auto& entry) { return !entry.second.failures.empty(); };
  return house_gone_.empty() && silent_rooms_.empty() &&
         std::none_of(known_.begin(), known_.end(), fails);
}

std::optional<Instant> Player::next_switch() const {
  if (!plan_) return std::nullopt;
  const Instant now = clock_.now();
  const auto is_played = [&](const RoomName& room) {
    bool any_left = false;
    for (const auto& [id, lamp] : known_) {
      if (!lamp.rooms.contains(room)) continue;
      if (!lamp.memory.left_until) return true;
      any_left = true;
    }
    return !any_left;
  };
  for (const Switch& change : plan_->switches) {
    if (change.at > now && is_played(change.room)) return change.at;
  }
  return std::nullopt;
}

void Player::report(const RoomName& room, OnOff to, Outcome outcome, const std::string& message) {
  calls_.on_step({clock_.now(), room, to, outcome, message});
}

}  // namespace lamplighter
