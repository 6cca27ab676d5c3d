// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace lamplighter {

/// The household's last word on whether anybody is home. Without one, somebody is.
struct OccupancyOverride {
  bool away = false;
  Instant said_at{};
  std::optional<Instant> until = std::nullopt;  ///< of an `away` that ends by itself; not included

  /// Older than anything that the broker still delivers: a marker made the round trip after it
  /// (BrokerOrders), or it came from the broker itself.
  bool synced = false;

  friend bool operator==(const OccupancyOverride&, const OccupancyOverride&) = default;
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
bool is_overtaken(const OccupancyOverride& order, const OccupancyOverride& known);

/// Whether both are one order, synced or not.
bool is_same_order(const OccupancyOverride& one, const OccupancyOverride& other);

/// Whether nobody is home. A word of `home` ends the vacation in which it is said, and no later
/// one; a word from the future (the clock was wrong when it was said) counts as said now.
bool is_away(const OccupancyOverride& word, std::span<const Vacation> vacations, Instant now);

/// The first instant after `now` at which the answer may change without another word.
std::optional<Instant> next_change(const OccupancyOverride& word,
                                   std::span<const Vacation> vacations, Instant now);

/// Wakes whoever sleeps on a Clock, without asking it to end. One thread listens, any may ring.
class Bell {
 public:
  /// A token that is stopped by the first ring after this call. Call it, look at what the ringers
  /// may have changed, then sleep with it: no ring is missed.
  std::stop_token listen() {
    const std::lock_guard lock(mutex_);
    if (ringing_.stop_requested()) ringing_ = std::stop_source();
    return ringing_.get_token();
  }

  void ring() {
    const std::lock_guard lock(mutex_);
    ringing_.request_stop();
  }

 private:
  std::mutex mutex_;
  std::stop_source ringing_;
};

/// Whether anybody is home, as said by the household and known from its calendar. Any thread.
class Presence {
 public:
  /// What becomes of the order that is kept; nothing where it stays.
  using Change = std::function<std::optional<OccupancyOverride>(const OccupancyOverride& kept)>;

  /// Changes what is kept, while no other process does, and returns what is kept then.
  using Keep = std::function<Result<OccupancyOverride>(const Change&)>;

  /// `bell` is rung at every change. Requires: it outlives this.
  Presence(OccupancyOverride word, std::vector<Vacation> vacations, Keep keep, Bell& bell);

  [[nodiscard]] bool is_away(Instant now) const;
  [[nodiscard]] std::optional<Instant> next_change(Instant now) const;

  /// A new word, kept before it counts. Errors: those of keeping it; a word of `home` counts all
  /// the same, so that a full disk cannot keep lamps playing in an occupied house.
  Result<void> say(const OccupancyOverride& word);

  /// As `say`, where what is said depends on what was said before. `change` may be called twice.
  Result<void> change(const Change& change);

  /// A word that somebody else has kept already. An overtaken one changes nothing (is_overtaken).
  void hear(const OccupancyOverride& word);

  /// Hears what `read` finds where words are kept. Not while one is being kept, so that the last
  /// one that was kept is also the last one that is heard.
  void reload(const std::function<OccupancyOverride()>& read);

  /// The order in force.
  [[nodiscard]] OccupancyOverride order() const;

  /// `on_order` is called for every order that is set or applied, on its thread. Null: no longer;
  /// once this returns, no call is under way.
  void watch(std::function<void()> on_order);

  /// Another calendar.
  void plan_vacations(std::vector<Vacation> vacations);

 private:
  std::mutex keeping_;        ///< held from keeping a word to hearing it
  mutable std::mutex mutex_;  ///< guards word_ and vacations_
  OccupancyOverride word_;
  std::vector<Vacation> vacations_;
  Keep keep_;
  Bell& bell_;
  std::mutex watching_;  ///< guards on_order_, held while it is called
  std::function<void()> on_order_;
};

}  // namespace lamplighter
