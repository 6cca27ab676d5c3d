// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"
#include "ports/lamps.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace lamplighter::testing {

/// Lamps that record every command and its time. A room has one lamp, named after the room, unless
/// `more` names others.
class RecordingLamps final : public Lamps {
 public:
  struct Command {
    Instant at;
    RoomName room;
    OnOff to;
    friend bool operator==(const Command&, const Command&) = default;
  };

  explicit RecordingLamps(const Clock& clock) : clock_(clock) {}

  static LampId lamp_of(const RoomName& room) { return LampId("test:" + room.text()); }

  LampReplies command(const LampRequests& requests) override {
    LampReplies answers;
    for (const auto& [id, request] : requests) answers[id] = carry_out(id, request);
    return answers;
  }

  Result<HouseLook> look() override {
    ++looks;
    if (failing) return fault;
    HouseLook seen;
    for (const auto& [room, state] : states) {
      const bool answers = !unreachable.contains(room) && !pending.contains(room);
      const LampSetting is{state, settings[lamp_of(room)].look, settings[lamp_of(room)].xy};
      seen[lamp_of(room)] = {room.text(),
                             {room},
                             answers ? Result<LampSetting>(is) : no_answer(),
                             pending.contains(room),
                             false};
    }
    for (const auto& [id, room] : more) {
      const bool answers = !unreachable_lamps.contains(id);
      seen[id] = {id.text(),
                  {room},
                  answers ? Result<LampSetting>(settings[id]) : no_answer(),
                  false,
                  false};
    }
    for (const auto& [id, room] : also) seen[id].rooms.insert(room);
    return seen;
  }

  std::vector<Command> commands;
  std::vector<std::pair<LampId, LampRequest>> requested;  ///< one per command
  std::vector<Look> looks_commanded;                      ///< one per command
  std::map<RoomName, OnOff> states;
  std::map<LampId, RoomName> also;               ///< an additional room of some of those
  std::map<LampId, RoomName> more;               ///< lamps besides those named after the rooms
  std::map<LampId, LampSetting> settings;        ///< of those lamps; overrides those of all others
  bool failing = false;                          ///< all of them fail
  Error fault{Fault::unavailable, "no answer"};  ///< the error of failing lamps
  std::set<RoomName> unreachable;
  std::set<LampId> unreachable_lamps;
  std::set<RoomName> refusing;  ///< can be read but not switched
  std::set<RoomName> pending;   ///< apply the command, but do not answer in time
  std::chrono::milliseconds transition{0};
  LampSetting expected;
  int refusals = 0;
  bool obeys = true;
  int looks = 0;

 private:
  static Error no_answer() { return {Fault::unavailable, "no answer"}; }

  LampReply carry_out(const LampId& id, const LampRequest& request) {
    const auto other = more.find(id);
    const RoomName room = other != more.end() ? other->second : RoomName(id.text().substr(5));
    if (refusing.contains(room)) ++refusals;
    const bool is_lost = unreachable.contains(room) || unreachable_lamps.contains(id);
    if (failing || is_lost || refusing.contains(room)) return {no_answer(), false, {}};
    if (obeys) {
      settings[id] = request.to;
      if (other == more.end()) states[room] = request.to.state;
    }
    commands.push_back({clock_.now(), room, request.to.state});
    requested.emplace_back(id, request);
    looks_commanded.push_back(request.to.look);
    if (pending.contains(room)) return {no_answer(), true, transition, expected};
    return {{}, false, transition, expected};
  }

  const Clock& clock_;
};

}  // namespace lamplighter::testing
