// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <optional>
#include <span>

namespace lamplighter {

/// The household's last word on whether anybody is home. Without one, somebody is.
struct AwayWord {
  bool away = false;
  Instant said_at{};
  std::optional<Instant> until = std::nullopt;  ///< of an `away` that ends by itself; not included

  /// Older than anything that the broker still delivers: a marker made the round trip after it
  /// (BrokerOrders), or it came from the broker itself.
  bool synced = false;

  friend bool operator==(const AwayWord&, const AwayWord&) = default;
};

/// A stretch in which nobody is home, known beforehand.
struct Vacation {
  Instant from;   ///< included
  Instant until;  ///< not included

  friend bool operator==(const Vacation&, const Vacation&) = default;
};

/// Whether an order of `away` changes nothing because `known` was given after it, by up to a
/// minute: two that are given at once may arrive in either order. Where `known` is later by more
/// than that, the clock was wrong when it was given. An order of `home` always counts: in doubt,
/// home.
bool is_overtaken(const AwayWord& order, const AwayWord& known);

/// Whether both are one order, synced or not.
bool is_same_order(const AwayWord& one, const AwayWord& other);

/// Whether nobody is home. A word of `home` ends the vacation in which it is said, and no later
/// one; a word from the future (the clock was wrong when it was said) counts as said now.
bool is_away(const AwayWord& word, std::span<const Vacation> vacations, Instant now);

/// The first instant after `now` at which the answer may change without another word.
std::optional<Instant> next_change(const AwayWord& word, std::span<const Vacation> vacations,
                                   Instant now);

}  // namespace lamplighter
