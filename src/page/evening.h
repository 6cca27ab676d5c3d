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

/// The result of a planned switch.
enum class SwitchOutcome {
  to_come,
  done,
  failed,      ///< the household was away, but the lamps were not commanded or did not respond
  left_alone,  ///< the room had been switched manually
  not_played   ///< the household was home
};

std::string_view to_string(SwitchOutcome outcome);

struct PlannedSwitch {
  Instant at;
  OnOff to;
  SwitchOutcome outcome;
  Look look = {};  ///< as in a Switch
};

struct EveningRoom {
  RoomName room;
  OnOff at_start;  ///< according to the plan
  std::vector<PlannedSwitch> switches;
  std::vector<Change> played;  ///< the player's commands
};

/// A household's day as a watched day: it begins at 04:00, when the fewest lamps are on, so that
/// lights around midnight appear in one picture.
struct Evening {
  Date date;
  Instant from;   ///< inclusive
  Instant until;  ///< exclusive
  std::vector<EveningRoom> rooms;
};

/// What is known about the lamps that were actually commanded.
struct PlayHistory {
  std::span<const Change> played;      ///< sorted by time
  std::span<const TimeSpan> absences;  ///< sorted, without overlap: when the household was away
  std::map<RoomName, Instant> left;    ///< rooms left alone, and until when
};

/// The plans of a date and of the following one, cut to the evening, with the results of their
/// switches at `now`. A switch counts as done if its room's lamps were commanded to that state
/// before the plan's next switch, or were in it already; the player's retries are allowed for.
/// Requires: both plans name the same rooms.
Evening evening_of(const Plan& today, const Plan& tomorrow, const TimeZone& zone,
                   const PlayHistory& history, Instant now);

/// A picture of a play in a terminal: one line per room, past states of the lamps as █ and ·,
/// planned ones as ░, and a mark at the current time.
class EveningView {
 public:
  /// Draws to `out`; on a terminal each frame replaces the previous one, in colour, otherwise only
  /// the last frame is drawn. Requires: the plan's day covers from … until; `out` outlives the
  /// view.
  EveningView(Plan plan, TimeZone zone, Instant from, Instant until, std::FILE* out, bool terminal);

  /// Records the state of a room's lamps at the start of the play, and their changes since.
  void saw(const RoomName& room, OnOff state, Instant at);

  /// Draws the frame of an instant if it differs from the last one drawn.
  void show(Instant now);

  /// Draws the last frame, even if `out` is not a terminal.
  void finish(Instant now);

  /// The frame as text without colours.
  [[nodiscard]] std::string frame(Instant now) const;

 private:
  [[nodiscard]] std::string room_line(const RoomName& room, Instant now) const;
  void draw(const std::string& text);

  Plan plan_;
  Plan seen_;  // the observed states of the lamps
  TimeZone zone_;
  Instant from_;
  Instant until_;
  std::FILE* out_;
  bool terminal_;
  std::string drawn_;
};

}  // namespace lamplighter::app
