// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_habits.h"
#include "model/look_habits.h"
#include "model/room_model.h"

#include <string>
#include <vector>

namespace lamplighter {

/// Where the house stood when its models were trained. Names and numbers only: the model does not
/// know the sun.
struct HousePlace {
  double latitude = 0.0;   ///< degrees, north positive, -90 … 90
  double longitude = 0.0;  ///< degrees, east positive, -180 … 180
  std::string time_zone;   ///< a name as Europe/Berlin

  friend bool operator==(const HousePlace&, const HousePlace&) = default;
};

/// How all rooms of a house behave; what a model file holds.
struct HouseModel {
  HousePlace place;
  std::vector<RoomModel> rooms;    ///< each name once, sorted by name
  HouseHabits habits{};            ///< days of the whole house; without any, rooms are all there is
  std::vector<RoomLooks> looks{};  ///< of rooms whose lamps told how they look, sorted by name

  friend bool operator==(const HouseModel&, const HouseModel&) = default;
};

}  // namespace lamplighter
