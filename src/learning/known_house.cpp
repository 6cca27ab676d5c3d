// SPDX-License-Identifier: Apache-2.0
#include "learning/known_house.h"

#include "config/config.h"
#include "csv/on_off_file.h"
#include "detection/changes.h"
#include "planning/day_pool.h"
#include "planning/house_planner.h"
#include "planning/splice.h"
#include "state/play_memory_file.h"
#include "system/child_process.h"
#include "system/text_file.h"
#include "views/house_past.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

namespace lamplighter::app {
namespace {

/// Every fourth day of a year, so that each day of the week appears in each season. All before any
/// history.
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
  Rng rng(1);  // a generic household: nothing to hide, and planning uses its own random numbers
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

std::vector<RoomName> rooms_with_lamps(const Config& config) {
  std::vector<RoomName> rooms;
  for (const RoomConfig& room : config.rooms)
    if (!room.lamps.empty()) rooms.push_back(room.name);
  return rooms;
}

KnownHouse known_house(const Place& place, Holidays holidays, const Config& config) {
  return {place,
          std::move(holidays),
          kinds_of(config),
          street_of(config),
          limits_of(config),
          rooms_with_lamps(config)};
}

}  // namespace

std::map<RoomName, double> street_of(const Config& config) {
  std::map<RoomName, double> street;
  for (const RoomConfig& room : config.rooms)
    if (room.street) street.emplace(room.name, *room.street);
  return street;
}

std::map<RoomName, RoomLimits> limits_of(const Config& config) {
  std::map<RoomName, RoomLimits> limits;
  for (const RoomConfig& room : config.rooms) limits.emplace(room.name, room.limits);
  return limits;
}

Result<KnownHouse> load_house(const Config& config) {
  const Result<Place> place = place_of(config);
  if (!place) return place.error();
  Result<Holidays> holidays = known_holidays(config);
  if (!holidays) return holidays.error();
  return known_house(*place, *std::move(holidays), config);
}

Result<KnownHouse> look_up_house(const Place& place, const std::string& given) {
  const Result<Config> config = load_config(config_path(given));
  if (!config && given.empty() && config.error().fault == Fault::not_found)
    return KnownHouse{.place = place, .holidays = {}, .kinds = {}};
  if (!config) return config.error();
  Result<Holidays> holidays = find_holidays(*config);
  if (!holidays) return holidays.error();
  return known_house(place, *std::move(holidays), *config);
}

HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const KnownHouse& house) {
  const double weight = prior_weight(days.size());
  HouseHabits learned = learn_habits(rooms, days, lights_of(days, house));
  if (weight > 0) {
    HouseHabits prior = prior_habits(std::move(rooms), house);
    for (HabitDay& day : prior.days) day.weight = weight;
    prior.days.insert(prior.days.end(), learned.days.begin(), learned.days.end());
    if (days.size() > 1) prior.usual_distance = learned.usual_distance;
    learned = std::move(prior);
  }
  play_down_dark_evenings(learned);
  learned.holidays = house.holidays;
  learned.kinds = kinds_of(learned.rooms, house);
  return learned;
}

namespace {

/// Whether less than a day of a room is known.
bool is_unseen(std::span<const Change> room, const TimeZone& zone) {
  double known = 0;
  for (const auto& [date, day] : room_days(room, zone)) known += day.known_minutes();
  return known < watched_minutes;
}

/// The longest time in minutes that a room was seen lit from one switch to the next; infinite if
/// none was seen whole.
double longest_seen(std::span<const Change> room) {
  double longest = 0;
  for (std::size_t i = 1; i < room.size(); ++i) {
    const std::chrono::duration<double, std::ratio<60>> length = room[i].at - room[i - 1].at;
    if (room[i - 1].state == LampState::on && room[i].state == LampState::off)
      longest = std::max(longest, length.count());
  }
  return longest > 0 ? longest : std::numeric_limits<double>::infinity();
}

}  // namespace

void assume_unseen_rooms(const std::vector<RoomName>& rooms,
                         std::span<const std::vector<Change>> changes, const KnownHouse& house,
                         std::span<WatchedDay> days) {
  const std::vector<RoomKind> kinds = kinds_of(rooms, house);
  std::map<std::size_t, double> unseen;  // rooms, and the longest stay seen in each
  for (std::size_t room = 0; room < rooms.size(); ++room)
    if (is_unseen(changes[room], house.place.zone)) unseen[room] = longest_seen(changes[room]);
  if (unseen.empty()) return;
  Rng rng(1);  // as for a house without history
  for (WatchedDay& day : days) {
    const DayLight light = day_light(house.place, day.date, house.holidays);
    const WatchedDay assumed = prior_day(kinds, day.date, light, rng);
    for (const auto& [room, longest] : unseen) {
      day.rooms[room] = assumed.rooms[room];
      for (LitMinutes& lit : day.rooms[room]) lit.until = std::min(lit.until, lit.from + longest);
    }
  }
}

Result<HouseModel> unlearned_house(const Config& config) {
  const Result<KnownHouse> house = load_house(config);
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

namespace {

Result<std::vector<Correction>> read(const std::string& path) {
  Result<csv::CorrectionRows> rows = csv::read_corrections(path);
  if (!rows) return rows.error();
  if (rows->flawed > 0)
    fmt::print(stderr, "note: {}: {} rows are not corrections\n", path, rows->flawed);
  return std::move(rows->corrections);
}

}  // namespace

Result<std::vector<Correction>> corrections_of_store(const std::string& store) {
  auto corrections = read(csv::corrections_path(store));
  if (!corrections && corrections.error().fault == Fault::not_found)
    return std::vector<Correction>();
  return corrections;
}

Result<std::vector<Correction>> corrections_for(const LightOptions& options) {
  if (!options.corrections.empty()) return read(options.corrections);
  if (!options.files.empty()) return std::vector<Correction>();
  const Result<Config> config = load_config(config_path(options.place.config));
  if (!config) return config.error();
  return corrections_of_store(config->store.directory);
}

void correct(std::span<RoomDetection> rooms, std::span<const Correction> corrections) {
  for (RoomDetection& room : rooms)
    lamplighter::correct(room.detection, in_force(corrections, room.room));
}

namespace {

constexpr std::size_t largest_list = 1 << 20;

Result<Holidays> kept_holidays(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_list);
  if (!text && text.error().fault == Fault::not_found) return Holidays{};
  if (!text) return text.error();
  Holidays days;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const Result<Date> day = parse_date(line);
    if (!day) return with_context(path + ": delete it; it is created again", day.error());
    days.push_back(*day);
  }
  return days;
}

Result<void> look_again(const std::string& config) {
  Result<ChildProcess> process =
      ChildProcess::start({"lamplighter-house", "holidays", "--config", config, "--quiet"});
  return process ? process->wait() : process.error();
}

}  // namespace

std::string holidays_path(const Config& config) { return config.store.directory + "/holidays.txt"; }

Result<Holidays> known_holidays(const Config& config) {
  Holidays days = config.home.holidays;
  if (!config.home.holiday_calendar.empty()) {
    const Result<Holidays> kept = kept_holidays(holidays_path(config));
    if (!kept) return kept.error();
    days.insert(days.end(), kept->begin(), kept->end());
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

Result<Holidays> find_holidays(const Config& config) {
  if (!config.home.holiday_calendar.empty()) {
    if (const Result<void> looked = look_again(config.path); !looked)
      fmt::print(stderr, "note: using the holidays that were known before\n");
  }
  return known_holidays(config);
}

namespace {

/// The part of a planned day that is played.
WatchedDay played(const WatchedDay& day, const HouseHabits& habits, const Constraints& constraints,
                  const Place& place, const Secret& secret) {
  const std::vector<std::vector<LitMinutes>> dark(habits.rooms.size());
  const WatchedDay before{plus_days(day.date, -1), dark};
  const WatchedDay after{plus_days(day.date, 1), dark};
  std::vector<Plan> plans{plan_of(before, day, habits.rooms, place.zone),
                          plan_of(day, after, habits.rooms, place.zone)};
  for (Plan& plan : plans) plan = apply_constraints(plan, place, constraints, secret);
  return seen_of(plans, habits.rooms, place, day.date);
}

}  // namespace

DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house, std::stop_token stop) {
  return [rooms = std::move(rooms), house, stop = std::move(stop)](
             std::span<const WatchedDay> learned, std::span<const Date> dates, Rng& rng) {
    const HouseHabits habits = habits_of(rooms, learned, house);
    Constraints constraints = house_constraints(habits);
    constraints.street = house.street;
    constraints.limits = house.limits;
    const Secret secret = Secret::from_seed(rng.bits());
    HousePlanner planner(habits, house.place);
    std::vector<WatchedDay> days;
    for (const Date date : dates) {
      if (stop.stop_requested()) break;
      const WatchedDay& day = planner.plan(date, secret.chance(date, "house"));
      days.push_back(played(day, habits, constraints, house.place, secret));
    }
    return days;
  };
}

namespace {

constexpr double look_minutes = 10;
constexpr double end_of_twilight = -6;  // degrees of the sun

bool is_lit_at(const std::vector<LitMinutes>& lit, double at) {
  return std::ranges::any_of(
      lit, [at](const LitMinutes& span) { return span.from <= at && at < span.until; });
}

}  // namespace

WatchedDay dark_hours_of(const WatchedDay& day, const Place& place) {
  WatchedDay seen{day.date, std::vector<std::vector<LitMinutes>>(day.rooms.size())};
  for (double from = 0; from < watched_minutes; from += look_minutes) {
    const double middle = from + look_minutes / 2;
    const Instant at = watched_instant(place.zone, day.date, middle);
    if (sun_elevation_degrees(place.latitude, place.longitude, at) >= end_of_twilight) continue;
    for (std::size_t room = 0; room < day.rooms.size(); ++room) {
      if (!is_lit_at(day.rooms[room], middle)) continue;
      std::vector<LitMinutes>& lit = seen.rooms[room];
      const bool goes_on = !lit.empty() && lit.back().until == from;
      if (goes_on) lit.back().until = from + look_minutes;
      if (!goes_on) lit.push_back({from, from + look_minutes});
    }
  }
  return seen;
}

WatchedDay seen_of(std::span<const Plan> plans, const std::vector<RoomName>& rooms,
                   const Place& place, Date date) {
  std::vector<std::vector<Change>> changes(rooms.size());
  for (views::RoomPast& past : views::past_of(plans)) {
    const auto room = std::find(rooms.begin(), rooms.end(), past.room);
    if (room != rooms.end())
      changes[static_cast<std::size_t>(room - rooms.begin())] = std::move(past.changes);
  }
  for (WatchedDay& day : watched_days(changes, place.zone, 0.0)) {
    if (day.date == date) return std::move(day);
  }
  return {date, std::vector<std::vector<LitMinutes>>(rooms.size())};
}

namespace {

/// Longest time that lamps left on by the player stay on: by then the household has been in the
/// room.
constexpr auto longest_play = std::chrono::hours(12);

/// Stands for the end of an absence that has not ended.
constexpr auto endless = std::chrono::hours(24 * 365 * 100);

/// Shorter absences, such as a day at work, are a habit of the household: its lamps stay dark then.
constexpr auto shortest_absence = std::chrono::hours(16);

/// How long the last row of persons.csv holds if no row follows it.
constexpr auto longest_unheard = std::chrono::hours(24 * 21);

Result<std::map<RoomName, std::vector<Change>>> rows_by_room(const std::string& path) {
  std::map<RoomName, std::vector<Change>> rooms;
  const Result<csv::OnOffRows> rows = csv::read_on_off({path});
  if (!rows && rows.error().fault == Fault::not_found) return rooms;
  if (!rows) return rows.error();
  for (const Change& change : rows->changes) rooms[change.room].push_back(change);
  return rooms;
}

}  // namespace

Result<OwnPlay> OwnPlay::of_store(const std::string& store) {
  OwnPlay own;
  auto absences = rows_by_room(absences_path(store));
  if (!absences) return absences.error();
  own.absences_ = spans_of((*absences)[RoomName(absent_household)], Counts::on, endless);
  auto persons = rows_by_room(persons_path(store));
  if (!persons) return persons.error();
  for (const TimeSpan& gone :
       spans_of((*persons)[RoomName(absent_household)], Counts::on, longest_unheard)) {
    if (gone.until - gone.from >= shortest_absence) own.absences_.push_back(gone);
  }
  const auto played = rows_by_room(played_path(store));
  if (!played) return played.error();
  for (const auto& [room, changes] : *played)
    own.played_[room] = spans_of(changes, Counts::on_and_off, longest_play);
  return own;
}

std::vector<TimeSpan> OwnPlay::spans(const RoomName& room) const {
  std::vector<TimeSpan> all = absences_;
  if (const auto played = played_.find(room); played != played_.end())
    all.insert(all.end(), played->second.begin(), played->second.end());
  return merged(std::move(all));
}

}  // namespace lamplighter::app
