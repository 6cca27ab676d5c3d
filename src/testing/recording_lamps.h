// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"
#include "ports/lamps.h"

#include <map>
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

  Result<void> set(const RoomName& room, OnOff to) override {
    if (failing) return Error{Fault::unavailable, "no answer"};
    commands.push_back({clock_.now(), room, to});
    states[room] = to;
    return {};
  }

  Result<OnOff> state(const RoomName& room) override {
    if (failing) return Error{Fault::unavailable, "no answer"};
    return states[room];
  }

  std::vector<Command> commands;
  std::map<RoomName, OnOff> states;
  bool failing = false;

 private:
  const Clock& clock_;
};

}  // namespace lamplighter::testing
