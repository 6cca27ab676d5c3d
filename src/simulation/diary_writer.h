// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "simulation/diary.h"
#include "simulation/house.h"

#include <optional>
#include <vector>

namespace lamplighter::simulation {

/// Writes one person's stays in order: walks from room to room, some of it through the hall, and
/// breaks long stays with short visits to other rooms.
class DiaryWriter {
 public:
  /// Requires: `house` outlives the writer.
  DiaryWriter(const House& house, std::size_t person, std::vector<Stay>& stays);

  /// From now on chance comes from here; said at the start of each day.
  void use(Rng rng) { rng_ = rng; }
  Rng& rng() { return rng_; }

  [[nodiscard]] Instant now() const { return now_; }

  /// Nothing happens until `at`; used at the start and for time out of the house.
  void out_until(Instant at);

  /// Goes there and stays that long.
  void stay(std::size_t room, Minutes how_long, Doing doing);

  /// Goes there and stays until then, with short visits elsewhere; nothing when it is past that.
  void stay_until(std::size_t room, Instant until, Doing doing);

  /// As stay_until, without visits: a person who sleeps, or has to be somewhere.
  void stay_put_until(std::size_t room, Instant until, Doing doing);

  [[nodiscard]] bool has(RoomKind kind) const { return !rooms_of(kind).empty(); }

  /// A room of that kind: the only one, or one of several by chance; the living room where the
  /// house has none. Bedrooms are the person's own.
  std::size_t room(RoomKind kind);

 private:
  void walk_to(std::size_t room);
  void add(std::size_t room, Instant until, Doing doing, bool back_soon);
  void visit();
  [[nodiscard]] std::vector<std::size_t> rooms_of(RoomKind kind) const;

  const House& house_;
  std::size_t person_;
  std::vector<Stay>& stays_;
  Rng rng_{0};
  Instant now_{};
  std::optional<std::size_t> here_;
};

}  // namespace lamplighter::simulation
