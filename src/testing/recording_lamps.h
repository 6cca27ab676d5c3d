// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"
#include "ports/lamps.h"

#include <map>
#include <set>
#include <vector>

namespace lamplighter::testing {

/// Lamps that remember every command and when it came.
class RecordingLamps final : public Lamps {
 public:
  struct Command {
    Instant at;
    RoomName room;
    OnOff to;
    friend bool operator==(const Command&, const Command&) = default;
  };

  explicit RecordingLamps(const Clock& clock) : clock_(clock) {}

  Result<void> set(const RoomName& room, OnOff to, const Look& look) override {
    if (refusing.contains(room)) ++refusals;
    if (failing || unreachable.contains(room) || refusing.contains(room)) return no_answer(room);
    if (obeys) states[room] = to;
    commands.push_back({clock_.now(), room, to});
    looks_told.push_back(look);
    if (pending.contains(room)) return no_answer(room);
    return {};
  }

  Result<RoomStates> look() override {
    ++looks;
    if (failing) return fault;
    RoomStates seen;
    for (const auto& [room, state] : states) {
      const bool answers = !unreachable.contains(room) && !pending.contains(room);
      seen.emplace(room, answers ? Result<OnOff>(state) : no_answer(room));
    }
    return seen;
  }

  [[nodiscard]] bool is_pending(const RoomName& room) const override {
    return pending.contains(room);
  }

  std::vector<Command> commands;
  std::vector<Look> looks_told;  ///< one a command
  std::map<RoomName, OnOff> states;
  bool failing = false;                          ///< all of them
  Error fault{Fault::unavailable, "no answer"};  ///< what they then say
  std::set<RoomName> unreachable;
  std::set<RoomName> refusing;  ///< can be looked at and not switched
  std::set<RoomName> pending;   ///< do as commanded, and do not answer in time
  int refusals = 0;
  bool obeys = true;
  int looks = 0;

 private:
  static Error no_answer(const RoomName& room) {
    return {Fault::unavailable, "room " + room.text() + ": no answer"};
  }

  const Clock& clock_;
};

}  // namespace lamplighter::testing
