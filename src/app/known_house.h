// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "core/watched_day.h"
#include "model/house_habits.h"
#include "model/house_model.h"
#include "model/prior_household.h"
#include "sky/place.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What is known of a house besides what its lamps did.
struct KnownHouse {
  Place place;
  Holidays holidays;
  std::map<RoomName, RoomKind> kinds;  ///< of the rooms that the config gives a type
};

/// Of a config. Errors: those of place_of and of known_holidays.
Result<KnownHouse> known_house(const Config& config);

/// Of the config at `given` or in the usual places, after `lamplighter holidays` looked at its
/// calendar again; only the place where there is no config. Errors: those of the config and of what
/// is kept of the calendar.
Result<KnownHouse> look_up_house(const Place& place, const std::string& given);

/// The habits of days that were seen. While they are fewer than seven, days of an ordinary
/// household stand beside them and count the less the more were seen. Requires: sorted rooms,
/// rising dates.
HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const KnownHouse& house);

/// A house that nobody has watched yet, by the config alone. Errors: those of place_of and of
/// known_holidays; bad_input where it has no rooms, or too many.
Result<HouseModel> unlearned_house(const Config& config);

}  // namespace lamplighter::app
