// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/changes.h"
#include "core/lamp_setting.h"
#include "core/plan.h"
#include "core/time_zone.h"
#include "sky/sun.h"

#include <cstdio>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// What became of a planned switch.
enum class SwitchOutcome {
  to_come,
  done,
  failed,      ///< the household was out, and the lamps were not commanded or did not obey
  left_alone,  ///< somebody had switched the room by hand
  not_played   ///< somebody was home
};

std::string_view to_string(SwitchOutcome outcome);

struct PlannedSwitch {
  Instant at;
  OnOff to;
  SwitchOutcome outcome;
  Look look = {};  ///< as of a Switch
};

struct EveningRoom {
  RoomName room;
  OnOff at_start;  ///< by plan
  std::vector<PlannedSwitch> switches;
  std::vector<Change> played;  ///< what the player told its lamps
};

/// A household's day as a watched day: it begins at four in the morning, when the fewest lamps are
/// on, so that what is lit over midnight is one picture.
struct Evening {
  Date date;
  Instant from;   ///< included
  Instant until;  ///< not included
  std::vector<EveningRoom> rooms;
};

/// What is known of what was really done.
struct PlayHistory {
  std::span<const Change> played;      ///< sorted by time
  std::span<const TimeSpan> absences;  ///< sorted, apart: when nobody was home
  std::map<RoomName, Instant> left;    ///< rooms left alone, and until when
};

/// The plans of a date and of the one after, cut to the evening, and what became of them at `now`.
/// A switch counts as done where its room's lamps were told so before the plan's next word, or were
/// like that already; it may take as long as the player's retries. Requires: both plans name the
/// same rooms.
Evening evening_of(const Plan& today, const Plan& tomorrow, const TimeZone& zone,
                   const PlayHistory& history, Instant now);

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
