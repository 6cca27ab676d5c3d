// SPDX-License-Identifier: Apache-2.0
#include "config/config_table.h"
#include "page/page.h"
#include "page/routes.h"
#include "state/away_file.h"

#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

Error bad_order(const std::string& message) { return {Fault::bad_input, message}; }

/// Errors: bad_input for anything but {"away":bool} with or without "until": a text or null.
Result<OccupancyOverride> word_in(const std::string& body, const PageContext& house, Instant now) {
  const Json document = Json::parse(body, nullptr, false);
  if (!document.is_object() || !document.contains("away") || !document["away"].is_boolean())
    return bad_order(R"(expected {"away":true} or {"away":false})");
  OccupancyOverride word{.away = document["away"], .said_at = now};
  if (!document.contains("until") || document["until"].is_null()) return word;
  if (!word.away || !document["until"].is_string())
    return bad_order(R"("until": goes with "away":true, as "2026-12-24T18:00")");
  const Result<Place> place = place_of(house.config);
  if (!place) return place.error();
  const Result<Instant> until =
      parse_moment(document["until"].get<std::string>(), place->zone, DayEnd::after_the_last);
  if (!until) return with_context("until", until.error());
  if (*until <= now) return bad_order("until: this time is in the past");
  word.until = *until;
  return word;
}

}  // namespace

Result<Json> away_json(const PageContext& house, Instant now) {
  const std::string& store = house.config.store.directory;
  const Result<OccupancyOverride> word = store.empty() ? OccupancyOverride{} : read_away(store);
  if (!word) return word.error();
  const Result<std::vector<Vacation>> vacations = vacations_of(house.config);
  if (!vacations) return vacations.error();
  const Result<Place> place = place_of(house.config);
  const auto shown = [&](const std::optional<Instant>& at) {
    if (!at) return Json();
    const Instant second = std::chrono::floor<std::chrono::seconds>(*at);
    return Json(place ? place->zone.to_iso(second) : to_iso(second));
  };
  const bool away = is_away(*word, *vacations, now);
  return Json{{"away", away},
              {"until", away ? shown(word->until) : Json()},
              {"next_change", shown(next_change(*word, *vacations, now))}};
}

web::Answer say_away(const PageContext& house, const web::Request& request) {
  const Instant now = house.clock.now();
  const Result<OccupancyOverride> word = word_in(request.body, house, now);
  if (!word) return error_answer(word.error());
  const Result<void> kept = keep_away(house.config.store.directory, *word);
  if (!kept) return own_error_answer(kept.error());
  house.tell("tonight");
  const Result<Json> shown = away_json(house, now);
  if (!shown) return own_error_answer(shown.error());
  return {.body = shown->dump()};
}

}  // namespace lamplighter::app
