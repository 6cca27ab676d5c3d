// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/result.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>

namespace lamplighter {

/// One lamp as a look found it.
struct SeenLamp {
  std::string name;          ///< for people
  std::set<RoomName> rooms;  ///< in the config; empty for a lamp that no room names
  Result<LampSetting> is = Error{Fault::unavailable, "not seen yet"};  ///< or why nobody can tell
  bool pending = false;  ///< it has not answered yet; nothing new is known of it
  bool was_unreachable =
      false;  ///< some time since the last look, so it may be as its power left it
};

/// Every lamp that a room of the config names, and perhaps others.
using HouseLook = std::map<LampId, SeenLamp>;

/// What a lamp is to be. It does of that what it can, the nearest value that it has.
struct LampRequest {
  LampSetting to;
  bool is_restore = false;  ///< exactly that, at once: nothing of what the config says of the room
};

using LampRequests = std::map<LampId, LampRequest>;

/// What became of a request.
struct LampReply {
  Result<void> done;
  bool pending = false;                     ///< no answer yet: the lamp may still do as commanded
  std::chrono::milliseconds transition{0};  ///< until the lamp is as commanded
  LampSetting expected = {};                ///< what it then is, as far as is known
};

using LampReplies = std::map<LampId, LampReply>;

/// The lamps of the house, each by itself.
class Lamps {
 public:
  virtual ~Lamps() = default;

  /// Commands lamps, and gives an answer for each. Errors: not_found for a lamp that is not there,
  /// unavailable when it may work later, refused when a person is needed (a key that is no longer
  /// accepted).
  virtual LampReplies command(const LampRequests& requests) = 0;

  /// What every lamp is now, in as few questions as can be. Errors: as for `command`, where it
  /// concerns all of them.
  virtual Result<HouseLook> look() = 0;
};

/// What a room is by its lamps: on if any that answers is on. Errors: where none answers,
/// unavailable with a sentence for each of them; not_found for a room without lamps.
inline Result<OnOff> room_state(const HouseLook& house, const RoomName& room) {
  std::string silent;
  bool any_answers = false;
  for (const auto& [id, lamp] : house) {
    if (!lamp.rooms.contains(room)) continue;
    if (lamp.is && lamp.is->state == OnOff::on) return OnOff::on;
    any_answers |= lamp.is.has_value();
    if (!lamp.is) silent += (silent.empty() ? "" : "; ") + lamp.is.error().message;
  }
  if (any_answers) return OnOff::off;
  if (!silent.empty()) return Error{Fault::unavailable, "room " + room.text() + ": " + silent};
  return Error{Fault::not_found,
               "room " + room.text() + ": it has no lamps; name them in its [[room]]"};
}

}  // namespace lamplighter
