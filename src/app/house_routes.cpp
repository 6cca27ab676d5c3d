// SPDX-License-Identifier: Apache-2.0
#include "app/house_routes.h"

#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

web::Answer house_answer(const PageHouse& house) {
  Json rooms = Json::array();
  for (const RoomConfig& room : house.config.rooms) {
    rooms.push_back(
        {{"name", room.name.text()}, {"sensor", room.sensor.text()}, {"lamps", room.lamps.size()}});
  }
  const HomeConfig& home = house.config.home;
  const Json document{{"time_zone", home.time_zone},
                      {"latitude", home.latitude ? Json(*home.latitude) : Json()},
                      {"longitude", home.longitude ? Json(*home.longitude) : Json()},
                      {"rooms", std::move(rooms)}};
  return {.body = document.dump()};
}

}  // namespace

std::vector<web::Route> house_routes(const PageHouse& house) {
  return {{"GET", "/api/v1/house", [&house](const web::Request&) { return house_answer(house); }}};
}

}  // namespace lamplighter::app
