// SPDX-License-Identifier: Apache-2.0
#include "config/config_table.h"
#include "core/watched_day.h"
#include "csv/on_off_file.h"
#include "documents/plan_text.h"
#include "page/cached_response.h"
#include "page/evening.h"
#include "page/page.h"
#include "page/routes.h"
#include "sky/sun.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto endless = std::chrono::hours(24 * 365 * 100);

/// The changes in an on/off file of the store, starting one day before the evening; empty without
/// the file.
std::vector<Change> recent_changes(const std::string& path, Instant from) {
  const Result<csv::OnOffRows> rows = csv::read_on_off({path});
  if (!rows) return {};
  std::vector<Change> changes;
  std::copy_if(rows->changes.begin(), rows->changes.end(), std::back_inserter(changes),
               [&](const Change& change) { return change.at >= from; });
  return changes;
}

std::vector<TimeSpan> absences_of(const std::string& store) {
  const Result<csv::OnOffRows> rows = csv::read_on_off({absences_path(store)});
  if (!rows) return {};
  return spans_of(rows->changes, Counts::on, endless);
}

std::map<RoomName, Instant> rooms_left_alone(const std::string& store) {
  std::map<RoomName, Instant> left;
  const Result<PlayMemory> memory = read_play_memory(store);
  if (!memory) return left;
  for (const auto& [room, known] : memory->rooms) {
    if (known.left_until) left.emplace(room, *known.left_until);
  }
  for (const auto& [id, lamp] : memory->lamps) {
    if (lamp.left_until) left.emplace(lamp.room, *lamp.left_until);
  }
  return left;
}

Json sky_json(const Place& place, Date date) {
  const SunTimes times = sun(place, date);
  const auto at = [&](std::optional<int> minute) {
    if (!minute) return Json();
    const LocalTime shown = LocalTime(LocalDay(date)) + std::chrono::minutes(*minute);
    return Json(place.zone.to_iso(place.zone.instant_of(shown)));
  };
  Json sky{{"sunrise", at(times.sunrise)}, {"sunset", at(times.sunset)}, {"bedtime", Json()}};
  for (const ZoneSpan& span : zone_spans(place, date)) {
    if (span.zone == Zone::night) sky["bedtime"] = place.zone.to_iso(span.from);
  }
  return sky;
}

Json room_json(const EveningRoom& room, const TimeZone& zone) {
  Json switches = Json::array();
  for (const PlannedSwitch& planned : room.switches) {
    switches.push_back({{"at", zone.to_iso(planned.at)},
                        {"to", to_string(planned.to)},
                        {"outcome", to_string(planned.outcome)}});
    add_look(planned.look, switches.back());
  }
  Json played = Json::array();
  for (const Change& change : room.played)
    played.push_back({{"at", zone.to_iso(change.at)}, {"to", to_string(change.state)}});
  return {{"room", room.room.text()},
          {"at_start", to_string(room.at_start)},
          {"switches", std::move(switches)},
          {"played", std::move(played)}};
}

/// Errors: those of the plans.
Result<Json> rooms_json(const PageContext& house, const Place& place, Date date, bool is_tonight,
                        Instant now) {
  const Result<Plan> today = house.plan(date);
  if (!today) return today.error();
  const Result<Plan> tomorrow = house.plan(plus_days(date, 1));
  if (!tomorrow) return tomorrow.error();
  const std::string& store = house.config.store.directory;
  std::vector<Change> played;
  std::vector<TimeSpan> absences;
  PlayHistory history;
  if (is_tonight && !store.empty()) {
    played = recent_changes(played_path(store), today->from - 24h);
    absences = absences_of(store);
    history = {played, absences, rooms_left_alone(store)};
  }
  const Instant judged_at = is_tonight ? now : today->from;
  const Evening evening = evening_of(*today, *tomorrow, place.zone, history, judged_at);
  Json rooms = Json::array();
  for (const EveningRoom& room : evening.rooms) rooms.push_back(room_json(room, place.zone));
  return rooms;
}

web::Answer tonight_answer(const PageContext& house, std::optional<Date> date) {
  Result<Json> document = tonight_document(house, date, house.clock.now());
  if (!document) return error_answer(document.error());
  auto trouble = (*document)["trouble"].get<std::vector<std::string>>();
  for (const std::string& sentence : play_problems(house)) add_problem(sentence, trouble);
  (*document)["trouble"] = trouble;
  return {.body = document->dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Error bad_order(const std::string& message) { return {Fault::bad_input, message}; }

/// Errors: bad_input for anything but {"away":bool} with an optional "until": a string or null.
Result<OccupancyOverride> order_in(const std::string& body, const PageContext& house, Instant now) {
  const Json document = Json::parse(body, nullptr, false);
  if (!document.is_object() || !document.contains("away") || !document["away"].is_boolean())
    return bad_order(R"(expected {"away":true} or {"away":false})");
  OccupancyOverride order{.away = document["away"], .given_at = now};
  if (!document.contains("until") || document["until"].is_null()) return order;
  if (!order.away || !document["until"].is_string())
    return bad_order(R"("until": goes with "away":true, as "2026-12-24T18:00")");
  const Result<Place> place = place_of(house.config);
  if (!place) return place.error();
  const Result<Instant> until =
      parse_moment(document["until"].get<std::string>(), place->zone, DayEnd::after_the_last);
  if (!until) return with_context("until", until.error());
  if (*until <= now) return bad_order("until: this time is in the past");
  order.until = *until;
  return order;
}

/// {"away", "until", "next_change"}. Errors: those of the stored order and of the calendar.
Result<Json> away_json(const PageContext& house, Instant now) {
  const std::string& store = house.config.store.directory;
  const Result<OccupancyOverride> order = store.empty() ? OccupancyOverride{} : read_away(store);
  if (!order) return order.error();
  const Result<std::vector<Vacation>> vacations = vacations_of(house.config);
  if (!vacations) return vacations.error();
  const Result<Place> place = place_of(house.config);
  const auto shown = [&](const std::optional<Instant>& at) {
    if (!at) return Json();
    const Instant second = std::chrono::floor<std::chrono::seconds>(*at);
    return Json(place ? place->zone.to_iso(second) : to_iso(second));
  };
  const bool away = is_away(*order, *vacations, now);
  return Json{{"away", away},
              {"until", away ? shown(order->until) : Json()},
              {"next_change", shown(next_change(*order, *vacations, now))}};
}

web::Answer away_answer(const PageContext& house) {
  const Result<Json> away = away_json(house, house.clock.now());
  if (!away) return own_error_answer(away.error());
  return {.body = away->dump()};
}

/// Errors: bad_input, including dates unreasonably far away.
Result<Date> date_in(const std::string& text) {
  const Result<Date> date = parse_date(text);
  if (!date) return date;
  const int year = static_cast<int>(date->year());
  if (year < 1970 || year > 2100)
    return Error{Fault::bad_input, "date: expected a year from 1970 to 2100"};
  return date;
}

}  // namespace

Result<Json> tonight_document(const PageContext& house, std::optional<Date> asked, Instant now) {
  const Result<Place> place = place_of(house.config);
  if (!place) return place.error();
  const Date tonight = watched_date(place->zone, now);
  const Date date = asked.value_or(tonight);
  const Result<Json> away = away_json(house, now);
  const Result<Json> rooms = rooms_json(house, *place, date, date == tonight, now);
  Json document{{"now", place->zone.to_iso(now)},
                {"speed", house.speed},
                {"time_zone", place->zone.name()},
                {"date", to_iso(date)},
                {"tonight", to_iso(tonight)},
                {"from", place->zone.to_iso(watched_start(place->zone, date))},
                {"until", place->zone.to_iso(watched_start(place->zone, plus_days(date, 1)))},
                {"away", away ? *away : Json()},
                {"trouble", Json::array()},
                {"rooms", rooms ? *rooms : Json::array()}};
  document.update(sky_json(*place, date));
  if (!away) document["trouble"].push_back(away.error().message);
  if (!rooms) document["trouble"].push_back(rooms.error().message);
  const std::string& store = house.config.store.directory;
  if (const auto memory = read_play_memory(store); !store.empty() && !memory)
    document["trouble"].push_back(memory.error().message);
  return document;
}

web::Answer say_away(const PageContext& house, const web::Request& request) {
  const Instant now = house.clock.now();
  const Result<OccupancyOverride> order = order_in(request.body, house, now);
  if (!order) return error_answer(order.error());
  const Result<void> kept = keep_away(house.config.store.directory, *order);
  if (!kept) return own_error_answer(kept.error());
  house.notify("tonight");
  const Result<Json> shown = away_json(house, now);
  if (!shown) return own_error_answer(shown.error());
  return {.body = shown->dump()};
}

std::vector<web::Route> tonight_routes(const PageContext& house) {
  const auto kept = std::make_shared<CachedResponse>();
  const auto tonight = [&house, kept](const web::Request& request) {
    const std::optional<std::string> asked = request.value("date");
    if (!asked) return kept->get(house.news(), [&] { return tonight_answer(house, std::nullopt); });
    const Result<Date> date = date_in(*asked);
    return date ? tonight_answer(house, *date) : error_answer(date.error());
  };
  return {{"GET", "/api/v1/tonight", tonight},
          {"GET", "/api/v1/away", [&house](const web::Request&) { return away_answer(house); }},
          {"POST", "/api/v1/away",
           [&house](const web::Request& request) { return say_away(house, request); }}};
}

}  // namespace lamplighter::app
