// SPDX-License-Identifier: Apache-2.0
#include "playing/play_controller.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

constexpr auto longest_sleep = 30s;   // delay until a clock change is noticed
constexpr auto look_at_home = 10min;  // interval for checking whether the lamps respond
constexpr auto plan_retry = 1min;
constexpr auto restore_retry = 5s;
constexpr auto restore_limit = 10min;  // later, the household has changed the lamps itself

}  // namespace

PlayController::PlayController(Clock& clock, Presence& presence, Player& player, Bell& bell,
                               ManualOverridePolicy on_manual_override, Calls calls)
    : clock_(clock),
      presence_(presence),
      player_(player),
      bell_(bell),
      on_manual_override_(on_manual_override),
      calls_(std::move(calls)) {}

void PlayController::run(const std::stop_token& stop) {
  const std::stop_callback wakes(stop, [this] { bell_.ring(); });
  for (;;) {
    const std::stop_token rung = bell_.listen();
    if (stop.stop_requested()) break;
    clock_.sleep_until(turn(), rung);
    if (calls_.alive) calls_.alive();
  }
}

void PlayController::lamps_changed() {
  lamps_changed_ = true;
  bell_.ring();
}

void PlayController::lamps_answered() {
  lamps_answered_ = true;
  lamps_changed();
}

void PlayController::note(const PlayStep& step) {
  if (step.outcome == PlayStep::Outcome::switched) last_switch_ = step.at;
}

Instant PlayController::turn() {
  const Instant now = clock_.now();
  const bool away = presence_.is_away(now);
  if (away && playing_.load() == Playing::no && !player_.owes_lamps()) player_.forget();
  const bool is_turn = playing_.exchange(state(away)) != state(away);
  if (is_turn && !away && !player_.owes_lamps()) player_.forget();  // nothing was commanded
  if (is_turn && calls_.on_turn) calls_.on_turn(away, now);
  const Instant wake = away ? play(now) : stay_home(now);
  notify();
  return std::min({wake, now + longest_sleep, presence_.next_change(now).value_or(Instant::max())});
}

Instant PlayController::play(Instant now) {
  owing_since_.reset();
  lamps_answered_ = false;
  if (lamps_changed_.exchange(false)) player_.look_soon();
  const Result<Instant> wake = player_.turn();
  if (player_.manual_override_seen() && on_manual_override_ == ManualOverridePolicy::end_play) {
    static_cast<void>(presence_.set({.away = false, .given_at = now}));
    return now;
  }
  if (wake) {
    in_trouble_ = false;
    return *wake;
  }
  if (!std::exchange(in_trouble_, true) && calls_.on_trouble) calls_.on_trouble(wake.error());
  player_.restore();
  return now + plan_retry;
}

Instant PlayController::stay_home(Instant now) {
  if (player_.owes_lamps()) {
    owing_since_ = std::min(owing_since_.value_or(now), now);
    if (player_.restore()) return now;
    if (now - *owing_since_ < restore_limit) return now + restore_retry;
    player_.forget();
  }
  owing_since_.reset();
  const bool answered = lamps_answered_.exchange(false);
  if (answered || now >= look_at_ || look_at_ - now > look_at_home) {
    player_.look();
    look_at_ = now + look_at_home;
  }
  return look_at_;
}

void PlayController::notify() {
  const bool away = playing_.load() == Playing::yes;
  const bool shining = !calls_.lights_well || calls_.lights_well();
  const PlayStatus status{.away = away,
                          .next_switch = away ? player_.next_switch() : std::nullopt,
                          .last_switch = last_switch_,
                          .well = player_.is_well() && shining && !in_trouble_};
  if (status == shown_) return;
  shown_ = status;
  if (calls_.on_status) calls_.on_status(status);
}

}  // namespace lamplighter
