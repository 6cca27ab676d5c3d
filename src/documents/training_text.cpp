// SPDX-License-Identifier: Apache-2.0
#include "documents/training_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

Json zone_json(Zone zone, const ZoneModel& model) {
  return {{"zone", to_string(zone)},
          {"samples", model.samples},
          {"subsequences", model.subsequences},
          {"log_likelihood", model.log_likelihood},
          {"iterations", model.iterations},
          {"restarts", model.restarts},
          {"note", model.note ? Json(*model.note) : Json(nullptr)}};
}

}  // namespace

std::string training_json(const HouseModel& house) {
  Json rooms = Json::array();
  for (const RoomModel& room : house.rooms) {
    Json zones = Json::array();
    for (const Zone zone : all_zones) zones.push_back(zone_json(zone, room.zone(zone)));
    rooms.push_back({{"room", room.room.text()}, {"zones", std::move(zones)}});
  }
  return Json{{"rooms", std::move(rooms)}}.dump(2) + "\n";
}

std::string training_for_people(const HouseModel& house) {
  std::size_t width = 4;
  for (const RoomModel& room : house.rooms) width = std::max(width, room.room.text().size());
  std::string text =
      fmt::format("{:{}}  {:8} {:>9} {:>12} {:>14} {:>10} {:>8}\n", "room", width, "zone",
                  "samples", "subsequences", "log-likelihood", "iterations", "restarts");
  for (const RoomModel& room : house.rooms) {
    for (const Zone zone : all_zones) {
      const ZoneModel& model = room.zone(zone);
      text += fmt::format("{:{}}  {:8} {:>9} {:>12} {:>14.2f} {:>10} {:>8}", room.room.text(),
                          width, to_string(zone), model.samples, model.subsequences,
                          model.log_likelihood, model.iterations, model.restarts);
      text += model.note ? fmt::format("  {}\n", *model.note) : "\n";
    }
  }
  return text;
}

}  // namespace lamplighter::app
