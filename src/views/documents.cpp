// SPDX-License-Identifier: Apache-2.0
#include "views/documents.h"

#include "core/random.h"
#include "sky/sun.h"
#include "views/house_past.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lamplighter::views {
namespace {

using Json = nlohmann::ordered_json;

/// A day with more unknown time than this is marked.
constexpr std::chrono::minutes most_unknown{30};

struct LabelledDay {
  HouseDay day;
  bool is_planned;
};

void choose(const HousePast& past, bool is_planned, const TimeZone& zone, std::size_t count,
            Rng& rng, std::vector<LabelledDay>& into) {
  std::vector<HouseDay> days = days_of(past, zone);
  std::erase_if(days, [](const HouseDay& day) { return day.unknown > most_unknown; });
  shuffle(days, rng);
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

std::string compare_json(const HouseView& view, const Place& place, std::size_t count, Rng rng) {
  std::vector<LabelledDay> days;
  choose(view.real, false, place.zone, count, rng, days);
  choose(view.planned, true, place.zone, count, rng, days);
  shuffle(days, rng);
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

namespace {

/// Mean number of consecutive samples in a state, at one per minute; null if it is never left.
Json mean_stay(double stays) { return stays >= 1 ? Json() : Json(short_number(1 / (1 - stays))); }

Json states_json(const Hmm& hmm) {
  Json states = Json::array();
  for (std::size_t i = 0; i < hmm.states(); ++i) {
    Json transition = Json::array();
    for (std::size_t j = 0; j < hmm.states(); ++j) transition.push_back(hmm.transition(i, j));
    states.push_back({{"start", hmm.start(i)},
                      {"on", hmm.emission(i, OnOff::on)},
                      {"mean_minutes", mean_stay(hmm.transition(i, i))},
                      {"transition", std::move(transition)}});
  }
  return states;
}

Json zone_model_json(const ZoneModel& model) {
  return {{"samples", model.samples},
          {"subsequences", model.subsequences},
          {"log_likelihood", model.log_likelihood},
          {"note", model.note ? Json(*model.note) : Json()},
          {"states", states_json(model.hmm)}};
}

/// By zone, then state.
Json dwell_json(const Habits& habits) {
  Json zones = Json::object();
  for (const Zone zone : all_zones) {
    const auto& counts = habits.dwell[index_of(zone)];
    zones[std::string(to_string(zone))] = {{"off", counts[0]}, {"on", counts[1]}};
  }
  return zones;
}

Json profile_json(const Habits& habits) {
  Json shares = Json::array();
  for (std::size_t hour = 0; hour < habits.on.size(); ++hour) {
    const double known = habits.known[hour];
    shares.push_back(known > 0 ? Json(short_share(habits.on[hour] / known)) : Json());
  }
  return shares;
}

Json habits_json(const HousePast& past, const RoomName& room, const Place& place) {
  for (const RoomPast& one : past) {
    if (one.room != room) continue;
    const Habits habits = habits_of(one, place);
    double known = 0;
    for (const double hours : habits.known) known += hours;
    return {{"days", short_number(known / 24)},
            {"dwell", dwell_json(habits)},
            {"profile", profile_json(habits)}};
  }
  return nullptr;
}

Json trained_json(const TrainedOn& trained) {
  return {{"detector", trained.detector},
          {"first", epoch(trained.first)},
          {"last", epoch(trained.last)},
          {"samples", trained.samples}};
}

Json room_json(const RoomName& room, const RoomModel* model, const HouseView& view,
               const Place& place) {
  Json zones = Json::object();
  if (model != nullptr) {
    for (const Zone zone : all_zones) {
      zones[std::string(to_string(zone))] = zone_model_json(model->zone(zone));
    }
  }
  return {{"room", room.text()},
          {"trained_on", model != nullptr ? trained_json(model->trained_on) : Json()},
          {"zones", std::move(zones)},
          {"real", habits_json(view.real, room, place)},
          {"planned", habits_json(view.planned, room, place)}};
}

}  // namespace

std::string models_json(const HouseView& view, const std::optional<HouseModel>& model,
                        const Place& place) {
  std::set<RoomName> names;
  for (const RoomPast& past : view.real) names.insert(past.room);
  if (model) {
    for (const RoomModel& room : model->rooms) names.insert(room.room);
  }
  Json rooms = Json::array();
  for (const RoomName& name : names) {
    const RoomModel* found = nullptr;
    for (std::size_t i = 0; model && i < model->rooms.size(); ++i) {
      if (model->rooms[i].room == name) found = &model->rooms[i];
    }
    rooms.push_back(room_json(name, found, view, place));
  }
  const DarkEvenings evenings = model ? dark_evenings(model->habits) : DarkEvenings{};
  return Json{{"time_zone", place.zone.name()},
              {"complete", view.is_complete},
              {"bins", dwell_bins},
              {"dark_evenings", evenings.dark},
              {"evenings", evenings.all},
              {"rooms", std::move(rooms)}}
             .dump() +
         "\n";
}

}  // namespace lamplighter::views
