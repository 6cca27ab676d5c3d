// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "core/time_zone.h"

#include <cstdio>
#include <string>

namespace lamplighter::app {

/// A picture of a play in a terminal: one line a room, what the lamps did up to now as █ and ·,
/// what is planned after as ░, and a mark where now is.
class EveningView {
 public:
  /// Draws to `out`; on a terminal each frame replaces the one before, in colour, otherwise only
  /// the last one is drawn. Requires: the plan's day covers from … until; `out` outlives the view.
  EveningView(Plan plan, TimeZone zone, Instant from, Instant until, std::FILE* out, bool terminal);

  /// What the lamps were when the play began, room by room, and what they did since.
  void saw(const RoomName& room, OnOff state, Instant at);

  /// Draws the frame of an instant where it differs from the last one drawn.
  void show(Instant now);

  /// The last frame, also where `out` is no terminal.
  void finish(Instant now);

  /// The frame as text without colours.
  [[nodiscard]] std::string frame(Instant now) const;

 private:
  [[nodiscard]] std::string room_line(const RoomName& room, Instant now) const;
  void draw(const std::string& text);

  Plan plan_;
  Plan seen_;  // what the lamps did
  TimeZone zone_;
  Instant from_;
  Instant until_;
  std::FILE* out_;
  bool terminal_;
  std::string drawn_;
};

}  // namespace lamplighter::app
