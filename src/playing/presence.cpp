// SPDX-License-Identifier: Apache-2.0
#include "playing/presence.h"

#include <utility>

namespace lamplighter {

Presence::Presence(AwayWord word, std::vector<Vacation> vacations, Keep keep, Bell& bell)
    : word_(word), vacations_(std::move(vacations)), keep_(std::move(keep)), bell_(bell) {}

bool Presence::is_away(Instant now) const {
  const std::lock_guard lock(mutex_);
  return lamplighter::is_away(word_, vacations_, now);
}

std::optional<Instant> Presence::next_change(Instant now) const {
  const std::lock_guard lock(mutex_);
  return lamplighter::next_change(word_, vacations_, now);
}

Result<void> Presence::say(const AwayWord& word) {
  return change([&word](const AwayWord&) { return word; });
}

Result<void> Presence::change(const Change& change) {
  const std::lock_guard lock(keeping_);
  const Result<AwayWord> kept = keep_(change);
  if (kept) {
    if (*kept != order()) hear(*kept);
    return {};
  }
  const std::optional<AwayWord> wanted = change(order());
  if (wanted && !wanted->away) hear(*wanted);
  return kept.error();
}

AwayWord Presence::order() const {
  const std::lock_guard lock(mutex_);
  return word_;
}

void Presence::watch(std::function<void()> on_order) {
  const std::lock_guard lock(watching_);
  on_order_ = std::move(on_order);
}

void Presence::hear(const AwayWord& word) {
  {
    const std::lock_guard lock(mutex_);
    if (is_overtaken(word, word_)) return;
    word_ = word;
  }
  bell_.ring();
  const std::lock_guard lock(watching_);
  if (on_order_) on_order_();
}

void Presence::reload(const std::function<AwayWord()>& read) {
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
