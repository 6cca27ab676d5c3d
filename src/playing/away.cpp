// SPDX-License-Identifier: Apache-2.0
#include "playing/away.h"

#include <algorithm>

namespace lamplighter {

bool is_overtaken(const AwayWord& order, const AwayWord& known) {
  return order.away && order.said_at < known.said_at &&
         known.said_at - order.said_at <= std::chrono::minutes(1);
}

bool is_same_order(const AwayWord& one, const AwayWord& other) {
  return one.away == other.away && one.said_at == other.said_at && one.until == other.until;
}

bool is_away(const AwayWord& word, std::span<const Vacation> vacations, Instant now) {
  if (word.away && (!word.until || now < *word.until)) return true;
  const Instant said_at = std::min(word.said_at, now);
  return std::any_of(vacations.begin(), vacations.end(), [&](const Vacation& vacation) {
    const bool ended_by_word = !word.away && vacation.from <= said_at;
    return vacation.from <= now && now < vacation.until && !ended_by_word;
  });
}

std::optional<Instant> next_change(const AwayWord& word, std::span<const Vacation> vacations,
                                   Instant now) {
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

}  // namespace lamplighter
