// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/leave_out.h"
#include "core/lamp_state.h"
#include "core/plan.h"
#include "sky/place.h"

#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// What became of a planned switch.
enum class SwitchOutcome {
  to_come,
  done,
  failed,      ///< nobody was home, and the lamps were not told, or did not obey
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

/// A household's day: it begins at four in the morning, when the fewest lamps are on, so that what
/// is lit over midnight is one picture.
struct Evening {
  Date date;
  Instant from;   ///< included
  Instant until;  ///< not included
  std::vector<EveningRoom> rooms;
};

/// The date whose evening it is at an instant.
Date evening_date(const TimeZone& zone, Instant now);

/// When the evening of a date begins; that of the next is its end.
Instant evening_start(const TimeZone& zone, Date date);

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

}  // namespace lamplighter::app
