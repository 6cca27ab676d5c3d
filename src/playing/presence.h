// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "playing/away.h"
#include "playing/bell.h"

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace lamplighter {

/// Whether anybody is home, as said by the household and known from its calendar. Any thread.
class Presence {
 public:
  /// What becomes of the order that is kept; nothing where it stays.
  using Change = std::function<std::optional<AwayWord>(const AwayWord& kept)>;

  /// Changes what is kept, while no other process does, and returns what is kept then.
  using Keep = std::function<Result<AwayWord>(const Change&)>;

  /// `bell` is rung at every change. Requires: it outlives this.
  Presence(AwayWord word, std::vector<Vacation> vacations, Keep keep, Bell& bell);

  [[nodiscard]] bool is_away(Instant now) const;
  [[nodiscard]] std::optional<Instant> next_change(Instant now) const;

  /// A new word, kept before it counts. Errors: those of keeping it; a word of `home` counts all
  /// the same, so that a full disk cannot keep lamps playing in an occupied house.
  Result<void> say(const AwayWord& word);

  /// As `say`, where what is said depends on what was said before. `change` may be called twice.
  Result<void> change(const Change& change);

  /// A word that somebody else has kept already. An overtaken one changes nothing (is_overtaken).
  void hear(const AwayWord& word);

  /// Hears what `read` finds where words are kept. Not while one is being kept, so that the last
  /// one that was kept is also the last one that is heard.
  void reload(const std::function<AwayWord()>& read);

  /// The order in force.
  [[nodiscard]] AwayWord order() const;

  /// `on_order` is called for every order that is set or applied, on its thread. Null: no longer;
  /// once this returns, no call is under way.
  void watch(std::function<void()> on_order);

  /// Another calendar.
  void plan_vacations(std::vector<Vacation> vacations);

 private:
  std::mutex keeping_;        ///< held from keeping a word to hearing it
  mutable std::mutex mutex_;  ///< guards word_ and vacations_
  AwayWord word_;
  std::vector<Vacation> vacations_;
  Keep keep_;
  Bell& bell_;
  std::mutex watching_;  ///< guards on_order_, held while it is called
  std::function<void()> on_order_;
};

}  // namespace lamplighter
