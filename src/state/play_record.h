// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/look.h"
#include "core/result.h"
#include "playing/player.h"

#include <string>

namespace lamplighter::app {

/// Files of a store in which is written, row by row and never changed, what the player did with
/// each room's lamps (`unknown`: handed over) and when nobody was home; both are on/off files
/// (docs/formats.md, "Played and absent").
std::string played_path(const std::string& store);
std::string absences_path(const std::string& store);

/// The one room of the file of absences.
inline constexpr const char* absent_household = "household";

/// Writes those files, mode 0600, so that nothing in them is ever taken for the household's habits.
class PlayRecord {
 public:
  explicit PlayRecord(std::string store) : store_(std::move(store)) {}

  /// Somebody is home, or nobody is, from then on. Errors: io.
  Result<void> turned(bool away, Instant at) const;

  /// Rows for switches and lamps that were handed over; nothing for other steps. Errors: io.
  Result<void> took(const PlayStep& step) const;

 private:
  std::string store_;
};

}  // namespace lamplighter::app
