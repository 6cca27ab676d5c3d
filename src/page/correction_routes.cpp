// SPDX-License-Identifier: Apache-2.0
#include "config/config_table.h"
#include "csv/on_off_file.h"
#include "detection/changes.h"
#include "files/private_files.h"
#include "learning/known_house.h"
#include "page/page.h"
#include "page/routes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::hours longest{24 * 31};

Error bad(const std::string& message) { return {Fault::bad_input, message}; }

/// A string member of a body; empty for anything else.
std::string text_in(const Json& document, const char* name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<Instant> moment_in(const Json& document, const char* name, const PageContext& house) {
  const Result<Place> place = place_of(house.config);
  if (!place) return place.error();
  const auto at = parse_moment(text_in(document, name), place->zone, DayEnd::first_instant);
  return at ? at : with_context(name, at.error());
}

/// Errors: bad_input, not_found for a room that is not configured.
Result<Correction> correction_in(const std::string& body, const PageContext& house) {
  const Json document = Json::parse(body, nullptr, false);
  if (!document.is_object()) return bad("expected an object of room, from, until and state");
  const Result<RoomConfig> room = room_of(house.config, RoomName(text_in(document, "room")));
  if (!room) return room.error();
  const Result<Instant> from = moment_in(document, "from", house);
  if (!from) return from.error();
  const Result<Instant> until = moment_in(document, "until", house);
  if (!until) return until.error();
  const std::string state = text_in(document, "state");
  Correction correction{*from, *until, room->name, parse_lamp_state(state)};
  if (!correction.state && state != "detected")
    return bad("state: expected on, off, unknown, or detected to undo a correction");
  if (correction.from >= correction.until) return bad("until: it must be later than from");
  if (correction.until - correction.from > longest)
    return bad("until: a correction covers at most a month");
  if (correction.until > house.clock.now()) return bad("until: this time is in the future");
  return correction;
}

Json shown(const Correction& one, const TimeZone& zone) {
  return {{"from", zone.to_iso(one.from)},
          {"until", zone.to_iso(one.until)},
          {"state", to_string(*one.state)}};
}

web::Answer list(const PageContext& house, const web::Request& request) {
  const Result<RoomConfig> room =
      room_of(house.config, RoomName(request.value("room").value_or("")));
  if (!room) return error_answer(room.error());
  const auto stored = corrections_of_store(house.config.store.directory);
  if (!stored) return own_error_answer(stored.error());
  const Result<Place> place = place_of(house.config);
  if (!place) return error_answer(place.error());
  Json corrections = Json::array();
  for (const Correction& one : in_force(*stored, room->name))
    corrections.push_back(shown(one, place->zone));
  return {.body = Json{{"room", room->name.text()}, {"corrections", corrections}}.dump()};
}

web::Answer add(const PageContext& house, const web::Request& request) {
  const Result<Correction> correction = correction_in(request.body, house);
  if (!correction) return error_answer(correction.error());
  const std::string& store = house.config.store.directory;
  if (const auto made = files::make_private_folders(store); !made)
    return own_error_answer(made.error());
  if (const auto added = csv::add_correction(csv::corrections_path(store), *correction); !added)
    return own_error_answer(added.error());
  for (const char* name : {"readings", "compare", "models"}) house.notify(name);
  return list(house, {.path = {}, .query = {{"room", correction->room.text()}}, .body = {}});
}

web::Answer file(const PageContext& house) {
  const auto stored = corrections_of_store(house.config.store.directory);
  if (!stored) return own_error_answer(stored.error());
  web::Answer answer;
  answer.type = "text/csv; charset=utf-8";
  answer.body = csv::format_corrections(*stored);
  answer.file_name = "corrections.csv";
  return answer;
}

}  // namespace

std::vector<web::Route> correction_routes(const PageContext& house) {
  return {
      {"GET", "/api/v1/corrections",
       [&house](const web::Request& request) { return list(house, request); }},
      {"POST", "/api/v1/corrections",
       [&house](const web::Request& request) { return add(house, request); }},
      {"GET", "/api/v1/corrections.csv", [&house](const web::Request&) { return file(house); }}};
}

}  // namespace lamplighter::app
