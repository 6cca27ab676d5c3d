// SPDX-License-Identifier: Apache-2.0
#include "playing/presence.h"

#include <algorithm>
#include <utility>

namespace lamplighter {

bool is_overtaken(const OccupancyOverride& order, const OccupancyOverride& known) {
  return order.away && order.said_at < known.said_at &&
         known.said_at - order.said_at <= std::chrono::minutes(1);
}

bool is_same_order(const OccupancyOverride& one, const OccupancyOverride& other) {
  return one.away == other.away && one.said_at == other.said_at && one.until == other.until;
}

bool is_away(const OccupancyOverride& word, std::span<const Vacation> vacations, Instant now) {
  if (word.away && (!word.until || now < *word.until)) return true;
  const Instant said_at = std::min(word.said_at, now);
  return std::any_of(vacations.begin(), vacations.end(), [&](const Vacation& vacation) {
    const bool ended_by_word = !word.away && vacation.from <= said_at;
    return vacation.from <= now && now < vacation.until && !ended_by_word;
  });
}

std::optional<Instant> next_change(const OccupancyOverride& word,
                                   std::span<const Vacation> vacations, Instant now) {
  std::optional<Instant> next;
  const auto consider = [&](Instant at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  if (word.away && word.until) consider(*word.until);
  for (const Vacation& vacation : vacations) {
    consider(vacation.from);
    consider(vacation.until);
  }
  return next;
}

Presence::Presence(OccupancyOverride word, std::vector<Vacation> vacations, Keep keep, Bell& bell)
    : word_(word), vacations_(std::move(vacations)), keep_(std::move(keep)), bell_(bell) {}

bool Presence::is_away(Instant now) const {
  const std::lock_guard lock(mutex_);
  return lamplighter::is_away(word_, vacations_, now);
}

std::optional<Instant> Presence::next_change(Instant now) const {
  const std::lock_guard lock(mutex_);
  return lamplighter::next_change(word_, vacations_, now);
}

Result<void> Presence::say(const OccupancyOverride& word) {
  return change([&word](const OccupancyOverride&) { return word; });
}

Result<void> Presence::change(const Change& change) {
  const std::lock_guard lock(keeping_);
  const Result<OccupancyOverride> kept = keep_(change);
  if (kept) {
    if (*kept != order()) hear(*kept);
    return {};
  }
  const std::optional<OccupancyOverride> wanted = change(order());
  if (wanted && !wanted->away) hear(*wanted);
  return kept.error();
}

OccupancyOverride Presence::order() const {
  const std::lock_guard lock(mutex_);
  return word_;
}

void Presence::watch(std::function<void()> on_order) {
  const std::lock_guard lock(watching_);
  on_order_ = std::move(on_order);
}

void Presence::hear(const OccupancyOverride& word) {
  {
    const std::lock_guard lock(mutex_);
    if (is_overtaken(word, word_)) return;
    word_ = word;
  }
  bell_.ring();
  const std::lock_guard lock(watching_);
  if (on_order_) on_order_();
}

void Presence::reload(const std::function<OccupancyOverride()>& read) {
  const std::lock_guard lock(keeping_);
  hear(read());
}

void Presence::plan_vacations(std::vector<Vacation> vacations) {
  {
    const std::lock_guard lock(mutex_);
    vacations_ = std::move(vacations);
  }
  bell_.ring();
}

}  // namespace lamplighter
