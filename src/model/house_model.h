// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/zone.h"
#include "model/hmm.h"
#include "model/house_habits.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter {

/// How a room behaves in one zone of the day, and how that was learned.
struct ZoneModel {
  Hmm hmm;
  std::int64_t samples = 0;         ///< that it was trained on, in all subsequences
  std::int64_t subsequences = 0;    ///< stretches without a gap or a zone change
  double log_likelihood = 0.0;      ///< natural, summed over the subsequences, of `hmm`
  int iterations = 0;               ///< of training, of the restart that was kept
  int restarts = 0;                 ///< that were tried
  std::optional<std::string> note;  ///< one sentence where there was little to learn from

  friend bool operator==(const ZoneModel&, const ZoneModel&) = default;
};

/// What a room's models were trained on.
struct TrainedOn {
  Instant first;                ///< of the room's first sample
  Instant last;                 ///< of its last sample
  std::int64_t samples = 0;     ///< of the room, also those in no zone's subsequence
  std::string detector;         ///< what told on from off: "daylight", "levels", "onoff"
  std::optional<int> on_level;  ///< of the detector "levels": 1, 2 or 3
  std::vector<double> cuts;     ///< of the detector "levels": lux, rising; empty for others
  std::uint64_t seed = 0;       ///< of the restarts

  friend bool operator==(const TrainedOn&, const TrainedOn&) = default;
};

/// How a room behaves: one model a zone.
struct RoomModel {
  RoomName room;
  TrainedOn trained_on;
  std::array<ZoneModel, all_zones.size()> zones;  ///< by index_of(zone)

  [[nodiscard]] const ZoneModel& zone(Zone which) const { return zones[index_of(which)]; }

  friend bool operator==(const RoomModel&, const RoomModel&) = default;
};

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
