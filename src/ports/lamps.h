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

/// One lamp as read from its source.
struct SeenLamp {
  std::string name;          ///< for display
  std::set<RoomName> rooms;  ///< from the config; empty for a lamp in no room
  Result<LampSetting> is = Error{Fault::unavailable, "not seen yet"};  ///< or why it is unknown
  bool pending = false;  ///< it has not answered yet; its state is not new
  bool was_unreachable =
      false;  ///< at some time since the last look, so it may have its power-on state
};

/// Every lamp in a room of the config, and possibly others.
using HouseLook = std::map<LampId, SeenLamp>;

/// The requested state of a lamp. It applies what it supports, at the nearest value.
struct LampRequest {
  LampSetting to;
  bool is_restore = false;  ///< apply it exactly and at once, without the room's config
};

using LampRequests = std::map<LampId, LampRequest>;

/// The result of a request.
struct LampReply {
  Result<void> done;
  bool pending = false;                     ///< no answer yet: the lamp may still do as commanded
  std::chrono::milliseconds transition{0};  ///< until the lamp has the commanded state
  LampSetting expected = {};                ///< its state afterwards, as far as it is known
};

using LampReplies = std::map<LampId, LampReply>;

/// The lamps of the house, addressed individually.
class Lamps {
 public:
  virtual ~Lamps() = default;

  /// Commands lamps, and returns a reply for each. Errors: not_found for a lamp that does not
  /// exist, unavailable if a retry may succeed, refused if the user must act (a key is no longer
  /// accepted).
  virtual LampReplies command(const LampRequests& requests) = 0;

  /// The current state of every lamp, in as few requests as possible. Errors: as for `command`, if
  /// they concern all lamps.
  virtual Result<HouseLook> look() = 0;
};

/// The state of a room: on if any lamp that answers is on. Errors: if none answers, unavailable
/// with a sentence for each lamp; not_found for a room without lamps.
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
