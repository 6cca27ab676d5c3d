// SPDX-License-Identifier: Apache-2.0
#include "learning/house_days.h"

#include "csv/on_off_file.h"
#include "planning/house_calendar.h"
#include "planning/house_planner.h"
#include "state/play_record.h"
#include "views/house_past.h"

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

/// What is left of a planned day when it is played.
WatchedDay played(const WatchedDay& day, const HouseHabits& habits, const Manners& manners,
                  const Place& place, const Secret& secret) {
  const std::vector<std::vector<LitMinutes>> dark(habits.rooms.size());
  const WatchedDay before{plus_days(day.date, -1), dark};
  const WatchedDay after{plus_days(day.date, 1), dark};
  std::vector<Plan> plans{plan_of(before, day, habits.rooms, place.zone),
                          plan_of(day, after, habits.rooms, place.zone)};
  for (Plan& plan : plans) plan = with_manners(plan, place, manners, secret);
  return seen_of(plans, habits.rooms, place, day.date);
}

}  // namespace

DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house) {
  return [rooms = std::move(rooms), house](std::span<const WatchedDay> learned,
                                           std::span<const Date> dates, Rng& rng) {
    const HouseHabits habits = habits_of(rooms, learned, house);
    const Manners manners = house_manners(habits);
    const Secret secret = Secret::from_seed(rng.bits());
    HousePlanner planner(habits, house.place);
    std::vector<WatchedDay> days;
    for (const Date date : dates) {
      const WatchedDay& day = planner.plan(date, secret.chance(date, "house"));
      days.push_back(played(day, habits, manners, house.place, secret));
    }
    return days;
  };
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

/// Of a lamp that was left as it was played: somebody comes by in half a day.
constexpr auto longest_play = std::chrono::hours(12);

/// Of an absence that did not end yet: all that is known up to now.
constexpr auto endless = std::chrono::hours(24 * 365 * 100);

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
