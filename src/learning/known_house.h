// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/changes.h"
#include "config/config.h"
#include "config/options.h"
#include "core/names.h"
#include "core/plan.h"
#include "core/reading.h"
#include "core/result.h"
#include "core/watched_day.h"
#include "documents/detection_text.h"
#include "model/house_habits.h"
#include "model/house_model.h"
#include "model/prior_household.h"
#include "observer/evaluation.h"
#include "planning/constraints.h"
#include "sky/sun.h"

#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What is known of a house besides what its lamps did.
struct KnownHouse {
  Place place;
  Holidays holidays;
  std::map<RoomName, RoomKind> kinds;       ///< of the rooms that the config gives a type
  std::map<RoomName, double> street{};      ///< as Constraints::street
  std::map<RoomName, RoomLimits> limits{};  ///< as Constraints::limits
};

/// What the config says of how well the street sees its rooms.
std::map<RoomName, double> street_of(const Config& config);

/// What the config asks for its rooms.
std::map<RoomName, RoomLimits> limits_of(const Config& config);

/// Of a config. Errors: those of place_of and of known_holidays.
Result<KnownHouse> load_house(const Config& config);

/// Of the config at `given` or in the usual places, after `lamplighter holidays` looked at its
/// calendar again; only the place where there is no config. Errors: those of the config and of what
/// is kept of the calendar.
Result<KnownHouse> look_up_house(const Place& place, const std::string& given);

/// The habits of days that were seen. While there is one at most, days of an ordinary
/// household stand beside it, all together as much as it. Requires: sorted rooms,
/// rising dates.
HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const KnownHouse& house);

/// Puts an ordinary household into the rooms of which nothing is known at all, on those days.
/// Requires: one list of changes a room, each day of those rooms.
void assume_unseen_rooms(const std::vector<RoomName>& rooms,
                         std::span<const std::vector<Change>> changes, const KnownHouse& house,
                         std::span<WatchedDay> days);

/// A house that nobody has watched yet, by the config alone. Errors: those of place_of and of
/// known_holidays; bad_input where it has no rooms, or too many.
Result<HouseModel> unlearned_house(const Config& config);

/// What people said of the rooms of a store, in their order; nothing where
/// nobody did. Rows that are none are counted on stderr. Errors: those of the
/// file.
Result<std::vector<Correction>> corrections_of_store(const std::string& store);

/// Declares --corrections.
void add_corrections_option(CLI::App& command, LightOptions& options);

/// Those of --corrections; without it those of the store of the config, where
/// the rooms are read from that. Errors: those of the file and of the config.
Result<std::vector<Correction>> corrections_for(const LightOptions& options);

/// Puts what people said in the place of what was detected.
void correct(std::span<RoomDetection> rooms, std::span<const Correction> said);

/// Where the days of [home] holiday_calendar are kept as dates, one a line.
std::string holidays_path(const Config& config);

/// The holidays of [home]: those it lists, and those of its calendar as they were last kept.
/// Errors: those of the kept file.
Result<Holidays> known_holidays(const Config& config);

/// As known_holidays, after `lamplighter holidays` looked at the calendar again; where it cannot be
/// had, the kept days do, and that is said on stderr.
Result<Holidays> find_holidays(const Config& config);

/// Learns the house's habits from the days and plans as `--planner house` does, with constraints,
/// as it would be played. Requires: sorted rooms. Once stopped, it gives the days that are planned.
DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house,
                    std::stop_token stop = {});

/// A day as a meter that looks every ten minutes sees it after dark: of each ten minutes what is
/// lit in their middle, where the sun is below -6 degrees then; dark for the rest of the day.
WatchedDay dark_hours_of(const WatchedDay& day, const Place& place);

/// What a watcher sees of the plans of a date and the one after it, room by room in that order.
WatchedDay seen_of(std::span<const Plan> plans, const std::vector<RoomName>& rooms,
                   const Place& place, Date date);

/// When what a room's lamps did was not its household's doing.
class OwnPlay {
 public:
  /// Nothing was.
  OwnPlay() = default;

  /// From a store's record of absences and of play; files that are not there say nothing. Errors:
  /// those of read_on_off.
  static Result<OwnPlay> of_store(const std::string& store);

  /// Of the room, sorted and apart.
  [[nodiscard]] std::vector<TimeSpan> spans(const RoomName& room) const;

 private:
  std::vector<TimeSpan> absences_;
  std::map<RoomName, std::vector<TimeSpan>> played_;
};

}  // namespace lamplighter::app
