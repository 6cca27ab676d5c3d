// SPDX-License-Identifier: Apache-2.0
#include "app/known_house.h"

#include "app/known_holidays.h"
#include "planning/day_events.h"
#include "planning/day_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

/// Every fourth day of a year is any day of the week under any sun. It lies before all history.
constexpr int prior_days = 91;
constexpr int days_apart = 4;
const Date first_prior_day = Date(std::chrono::January / 1 / 2000);

std::vector<DayLight> lights_of(std::span<const WatchedDay> days, const KnownHouse& house) {
  std::vector<DayLight> lights;
  for (const WatchedDay& day : days)
    lights.push_back(day_light(house.place, day.date, house.holidays));
  return lights;
}

std::vector<RoomKind> kinds_of(const std::vector<RoomName>& rooms, const KnownHouse& house) {
  std::vector<RoomKind> kinds;
  for (const RoomName& room : rooms) {
    const auto known = house.kinds.find(room);
    kinds.push_back(known == house.kinds.end() ? kind_of_name(room.text()) : known->second);
  }
  return kinds;
}

HouseHabits prior_habits(std::vector<RoomName> rooms, const KnownHouse& house) {
  const std::vector<RoomKind> kinds = kinds_of(rooms, house);
  Rng rng(1);  // nobody's habits: there is nothing to hide, and planning has chance of its own
  std::vector<WatchedDay> days;
  for (int i = 0; i < prior_days; ++i) {
    const Date date = plus_days(first_prior_day, days_apart * i);
    days.push_back(prior_day(kinds, date, day_light(house.place, date, house.holidays), rng));
  }
  return learn_habits(std::move(rooms), days, lights_of(days, house));
}

std::map<RoomName, RoomKind> kinds_of(const Config& config) {
  std::map<RoomName, RoomKind> kinds;
  for (const RoomConfig& room : config.rooms)
    if (room.kind) kinds.emplace(room.name, *room.kind);
  return kinds;
}

}  // namespace

Result<KnownHouse> known_house(const Config& config) {
  const Result<Place> place = place_of(config);
  if (!place) return place.error();
  Result<Holidays> holidays = known_holidays(config);
  if (!holidays) return holidays.error();
  return KnownHouse{*place, *std::move(holidays), kinds_of(config)};
}

Result<KnownHouse> look_up_house(const Place& place, const std::string& given) {
  const Result<Config> config = load_config(config_path(given));
  if (!config && given.empty() && config.error().fault == Fault::not_found)
    return KnownHouse{place, {}, {}};
  if (!config) return config.error();
  Result<Holidays> holidays = find_holidays(*config);
  if (!holidays) return holidays.error();
  return KnownHouse{place, *std::move(holidays), kinds_of(*config)};
}

HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const KnownHouse& house) {
  const double weight = prior_weight(days.size());
  HouseHabits lived = learn_habits(rooms, days, lights_of(days, house));
  if (weight > 0) {
    HouseHabits prior = prior_habits(std::move(rooms), house);
    for (HabitDay& day : prior.days) day.weight = weight;
    prior.days.insert(prior.days.end(), lived.days.begin(), lived.days.end());
    if (days.size() > 1) prior.usual_distance = lived.usual_distance;
    lived = std::move(prior);
  }
  lived.holidays = house.holidays;
  lived.kinds = kinds_of(lived.rooms, house);
  return lived;
}

Result<HouseModel> unlearned_house(const Config& config) {
  const Result<KnownHouse> house = known_house(config);
  if (!house) return house.error();
  std::vector<RoomName> rooms;
  for (const RoomConfig& room : config.rooms) rooms.push_back(room.name);
  if (rooms.empty() || rooms.size() > most_rooms) {
    return Error{Fault::bad_input, fmt::format("{}: {} rooms; a house has 1 to {}", config.path,
                                               rooms.size(), most_rooms)};
  }
  std::sort(rooms.begin(), rooms.end());
  const Place& place = house->place;
  HouseModel model{.place = {place.latitude, place.longitude, place.zone.name()}, .rooms = {}};
  model.habits = habits_of(std::move(rooms), {}, *house);
  return model;
}

}  // namespace lamplighter::app
