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

/// The state of rooms whose lamps report themselves: a room is on while any of its lamps is on, and
/// unknown while none is on and one is unreachable. Single-threaded.
class LampRooms {
 public:
  /// A lamp, identified by its topic, is `to` now. Returns the change of the room, if any; empty if
  /// the room's state stays the same, or if it has more than 64 lamps.
  std::optional<Change> lamp(const RoomName& room, std::string_view topic, LampState to,
                             Instant at);

  /// As above; `availability` is the topic that reports whether the lamp is reachable. While it is
  /// not, its retained state is ignored.
  std::optional<Change> lamp(const RoomName& room, std::string_view topic,
                             const std::string& availability, LampState to, bool retained,
                             Instant at);

  /// An availability topic of the room reports that its lamps are unreachable, which makes them
  /// `to`, or reachable again. Returns the change of the room, if any.
  std::optional<Change> reachable(const RoomName& room, const std::string& availability, bool there,
                                  LampState to, Instant at);

  /// A lamp of a room is on with these light settings. Returns the change of the room's settings,
  /// if they differ from the last ones by two percent of full brightness or five mirek.
  std::optional<LookChange> look(const RoomName& room, const Look& look, Instant at);

  /// The room has a lamp whose state is still unknown: until it is known, the room is never off.
  void expect(const RoomName& room, std::string_view lamp);

  /// The stored state of a room whose lamps' names begin with `prefix`: it holds until they report
  /// themselves.
  void recall(const Change& last, std::string_view prefix);

  /// The state of the lamps whose names begin with `prefix` is no longer known: messages may have
  /// been missed since `at`. Returns a change to unknown for each room that was known and is not on
  /// because of another lamp, never before the last change of that room.
  std::vector<Change> forget(Instant at, std::string_view prefix = {});

 private:
  struct Lamp {
    LampState state;
    std::string availability = {};
  };
  struct Room {
    std::map<std::string, Lamp, std::less<>> lamps;
    std::set<std::string> gone = {};  ///< availability topics that report it as offline
    LampState state = LampState::unknown;
    Look look = {};
    std::optional<Instant> changed = {};
    std::string recalled = {};  ///< the prefix, until a lamp has reported itself

    [[nodiscard]] LampState by_lamps() const;
  };

  static std::optional<Change> change_of(const RoomName& name, Room& room, Instant at);

  std::map<RoomName, Room> rooms_;
};

}  // namespace lamplighter
