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

/// What is known of a house besides the history of its lamps.
struct KnownHouse {
  Place place;
  Holidays holidays;
  std::map<RoomName, RoomKind> kinds;       ///< for rooms whose type is in the config
  std::map<RoomName, double> street{};      ///< as Constraints::street
  std::map<RoomName, RoomLimits> limits{};  ///< as Constraints::limits
  std::vector<RoomName> with_lamps{};       ///< rooms to be played, with or without a history
};

/// The config's visibility of each room from the street.
std::map<RoomName, double> street_of(const Config& config);

/// The config's limits for each room.
std::map<RoomName, RoomLimits> limits_of(const Config& config);

/// From a config. Errors: those of place_of and of known_holidays.
Result<KnownHouse> load_house(const Config& config);

/// From the config at `given` or the default path, after fetching its holiday calendar again; only
/// the place if there is no config. Errors: those of the config and of the stored calendar.
Result<KnownHouse> look_up_house(const Place& place, const std::string& given);

/// Habits from observed days. With at most one such day, days of an average household are added,
/// with a total weight of one day. Requires: sorted rooms, ascending dates.
HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const KnownHouse& house);

/// Fills rooms of which less than a whole day is known with an average household, on those days: a
/// lamp that has reported since this evening was not dark on all the days before. A stay does not
/// last longer than the longest that was seen in the room. Requires: one list of changes per room,
/// each day has those rooms.
void assume_unseen_rooms(const std::vector<RoomName>& rooms,
                         std::span<const std::vector<Change>> changes, const KnownHouse& house,
                         std::span<WatchedDay> days);

/// A house without history, from the config alone. Errors: those of place_of and of known_holidays;
/// bad_input if it has no rooms, or too many.
Result<HouseModel> unlearned_house(const Config& config);

/// The user's corrections in a store, in their order; empty if there are none. Invalid rows are
/// counted on stderr. Errors: those of the file.
Result<std::vector<Correction>> corrections_of_store(const std::string& store);

/// Declares --corrections.
void add_corrections_option(CLI::App& command, LightOptions& options);

/// The corrections of --corrections; without it those in the store of the config, if the rooms are
/// read from there. Errors: those of the file and of the config.
Result<std::vector<Correction>> corrections_for(const LightOptions& options);

/// Replaces detected states with the user's corrections.
void correct(std::span<RoomDetection> rooms, std::span<const Correction> corrections);

/// The path of the dates from [home] holiday_calendar, one per line.
std::string holidays_path(const Config& config);

/// The holidays of [home]: the listed ones, and those of its calendar as last stored. Errors: those
/// of the stored file.
Result<Holidays> known_holidays(const Config& config);

/// As known_holidays, after fetching the calendar again; if that fails, the stored dates are used
/// and a line on stderr says so.
Result<Holidays> find_holidays(const Config& config);

/// Learns the house's habits from the days and plans as `--planner house` does, with constraints,
/// as it would be played. Requires: sorted rooms. If stopped, it returns the days planned so far.
DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house,
                    std::stop_token stop = {});

/// A day as seen by a meter that samples every ten minutes after dark: each ten minutes have the
/// state of their middle, if the sun is below -6 degrees then; the rest of the day is dark.
WatchedDay dark_hours_of(const WatchedDay& day, const Place& place);

/// The observed day of the plans of a date and of the next date; the rooms are in the given order.
WatchedDay seen_of(std::span<const Plan> plans, const std::vector<RoomName>& rooms,
                   const Place& place, Date date);

/// The times when changes of a room's lamps were not caused by its household.
class OwnPlay {
 public:
  /// No such times.
  OwnPlay() = default;

  /// From the records of absences and of play in a store; missing files count as empty. Errors:
  /// those of read_on_off.
  static Result<OwnPlay> of_store(const std::string& store);

  /// The times for a room, sorted and disjoint.
  [[nodiscard]] std::vector<TimeSpan> spans(const RoomName& room) const;

 private:
  std::vector<TimeSpan> absences_;
  std::map<RoomName, std::vector<TimeSpan>> played_;
};

}  // namespace lamplighter::app
