// SPDX-License-Identifier: Apache-2.0
#include "core/shuffle.h"
#include "sky/sun.h"
#include "views/day_marks.h"
#include "views/house_json.h"
#include "views/json_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace lamplighter::views {
namespace {

using Json = nlohmann::ordered_json;

/// A day with more than that unknown says so by itself.
constexpr std::chrono::minutes most_unknown{30};

struct LabelledDay {
  HouseDay day;
  bool is_planned;
};

void choose(const HousePast& past, bool is_planned, const TimeZone& zone, std::size_t count,
            Rng& chance, std::vector<LabelledDay>& into) {
  std::vector<HouseDay> days = days_of(past, zone);
  std::erase_if(days, [](const HouseDay& day) { return day.unknown > most_unknown; });
  shuffle(days, chance);
  if (days.size() > count) days.resize(count);
  for (HouseDay& day : days) into.push_back({std::move(day), is_planned});
}

Json day_json(const LabelledDay& labelled, const Place& place,
              const std::map<RoomName, std::size_t>& rooms) {
  const HouseDay& day = labelled.day;
  Json lit = Json::array();
  for (const LitSpan& span : day.lit) {
    lit.push_back(Json::array({rooms.at(span.room), epoch(span.from), epoch(span.until)}));
  }
  const DayMark mark = day_marks(place, day.from, day.until).front();
  Json clock = Json::array();
  for (const ClockMark& turn : clock_marks(place.zone, day.from, day.until)) {
    clock.push_back(Json::array({epoch(turn.from), turn.offset.count()}));
  }
  return {{"kind", labelled.is_planned ? "planned" : "real"},
          {"date", to_iso(day.date)},
          {"from", epoch(day.from)},
          {"until", epoch(day.until)},
          {"clock", std::move(clock)},
          {"sunrise", mark.sunrise ? Json(epoch(*mark.sunrise)) : Json()},
          {"sunset", mark.sunset ? Json(epoch(*mark.sunset)) : Json()},
          {"lit", std::move(lit)}};
}

}  // namespace

std::string compare_json(const HouseView& view, const Place& place, std::size_t count, Rng chance) {
  std::vector<LabelledDay> days;
  choose(view.real, false, place.zone, count, chance, days);
  choose(view.planned, true, place.zone, count, chance, days);
  shuffle(days, chance);
  std::map<RoomName, std::size_t> rooms;
  for (const HousePast* past : {&view.real, &view.planned}) {
    for (const RoomPast& room : *past) rooms.emplace(room.room, 0);
  }
  Json names = Json::array();
  for (auto& [room, index] : rooms) {
    index = names.size();
    names.push_back(room.text());
  }
  Json list = Json::array();
  for (const LabelledDay& day : days) list.push_back(day_json(day, place, rooms));
  return Json{{"rooms", std::move(names)},
              {"time_zone", place.zone.name()},
              {"complete", view.is_complete},
              {"days", std::move(list)}}
             .dump() +
         "\n";
}

}  // namespace lamplighter::views
