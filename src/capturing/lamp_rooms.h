// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// Rooms whose lamps report themselves: a room is on while any of its lamps is, and unknown while
/// none is and one cannot be reached. One thread.
class LampRooms {
 public:
  /// A lamp, known by its topic, is `to` now. The room's change, where it is one; nothing where the
  /// room stays as it is, or has more lamps than any house (64).
  std::optional<Change> lamp(const RoomName& room, std::string_view topic, LampState to,
                             Instant at);

  /// As above; `availability` is the topic that says whether the lamp can be reached, and while
  /// that says no, a state that the broker had kept is none.
  std::optional<Change> lamp(const RoomName& room, std::string_view topic,
                             const std::string& availability, LampState to, bool retained,
                             Instant at);

  /// An availability topic of the room says that its lamps cannot be reached, so that they are
  /// `to`, or that they can be again. The room's change, where it is one.
  std::optional<Change> reachable(const RoomName& room, const std::string& availability, bool there,
                                  LampState to, Instant at);

  /// A lamp of a room looks so now, and is on. The room's look, where that is news: two percent of
  /// full brightness or five mirek from the last.
  std::optional<LookChange> look(const RoomName& room, const Look& look, Instant at);

  /// The room has a lamp of which nothing is known yet: without it, it is never off.
  void expect(const RoomName& room, std::string_view lamp);

  /// What is stored of a room whose lamps' names begin with `prefix`: until they report themselves,
  /// that is what it was last.
  void recall(const Change& last, std::string_view prefix);

  /// Nobody knows any more what the lamps are whose names begin with `prefix`: messages may have
  /// been missed since `at`. A change to unknown for each room that was known and is not on by
  /// another lamp, never before the last change of that room.
  std::vector<Change> forget(Instant at, std::string_view prefix = {});

 private:
  struct Lamp {
    LampState state;
    std::string availability = {};
  };
  struct Room {
    std::map<std::string, Lamp, std::less<>> lamps;
    std::set<std::string> gone = {};  ///< availability topics that say so
    LampState state = LampState::unknown;
    Look look = {};
    std::optional<Instant> changed = {};
    std::string recalled = {};  ///< the prefix, while no lamp has reported itself since

    [[nodiscard]] LampState by_lamps() const;
  };

  static std::optional<Change> change_of(const RoomName& name, Room& room, Instant at);

  std::map<RoomName, Room> rooms_;
};

}  // namespace lamplighter
