// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/result.h"

#include <map>
#include <set>
#include <string>

namespace lamplighter {

/// What the lamps of each room are: on if any of them is, or why nobody can tell.
using RoomStates = std::map<RoomName, Result<OnOff>>;

/// The lamps of the house, room by room.
class Lamps {
 public:
  virtual ~Lamps() = default;

  /// Switches a room's lamps; those that go on look so, as far as they can. Errors: not_found for a
  /// room without lamps, unavailable when it may work later, refused when a person is needed (a key
  /// that is no longer accepted).
  virtual Result<void> set(const RoomName& room, OnOff to, const Look& look) = 0;

  /// What the lamps of every room are now, in as few questions as can be. Errors: as for `set`,
  /// where it concerns all rooms.
  virtual Result<RoomStates> look() = 0;

  /// Whether the last `set` or `look` gave an error for that room only because its lamps have not
  /// answered yet: they may still do as commanded, and nothing new is known of them.
  [[nodiscard]] virtual bool is_pending(const RoomName&) const { return false; }

  /// At the last look: a sentence for every lamp that did not answer though others of its room did.
  [[nodiscard]] virtual std::set<std::string> silent_lamps() const { return {}; }
};

}  // namespace lamplighter
