// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/result.h"
#include "core/zone.h"
#include "model/hmm.h"
#include "model/house_habits.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// Reads the fields of one JSON object strictly. The first field that is missing or of another kind
/// is remembered with its place, and everything read after it is a default, so that a reader can go
/// straight through and look at the fault once at the end.
class JsonFields {
 public:
  using Fault = std::optional<Error>;

  /// Requires: `object` and `fault` outlive this. `place` is for messages, as "rooms[0].zones".
  JsonFields(const nlohmann::json& object, std::string place, Fault& fault);

  std::int64_t integer(const char* key, std::int64_t least, std::int64_t most);
  std::uint64_t unsigned_integer(const char* key);
  double number(const char* key, double least, double most);
  std::vector<double> numbers(const char* key);
  std::string text(const char* key);
  std::vector<std::string> texts(const char* key);
  std::optional<std::string> text_or_null(const char* key);
  Instant instant(const char* key);
  bool is_null(const char* key);
  [[nodiscard]] bool has(const char* key) const;

  /// The fields of an object inside this one.
  JsonFields object(const char* key);

  /// The fields of each object of an array inside this one.
  std::vector<JsonFields> objects(const char* key);

  /// Says what is wrong with a field, unless something was wrong before.
  void complain(const char* key, const std::string& what);

 private:
  const nlohmann::json* find(const char* key);

  const nlohmann::json* object_;
  std::string place_;
  Fault* fault_;
};

/// The number of the format that `to_text` writes. Rises when an older program could not read it.
inline constexpr int model_format = 1;

/// A house model as JSON text with a checksum (docs/formats.md, "Model files"). Every number comes
/// back from it exactly. Requires: names are UTF-8.
std::string to_text(const HouseModel& house);

/// The house model that `to_text` wrote. Errors, all bad_input with what, where in the text, and
/// what to do: text that is torn or is no model file, a newer format, a checksum that does not fit,
/// a field that is missing or makes no sense.
Result<HouseModel> parse_house_model(std::string_view text);

/// Habits as JSON (docs/formats.md, "Model files"): of each day and room five whole numbers a
/// stretch.
nlohmann::json to_json(const HouseHabits& habits);

/// What `to_json` wrote. What makes no sense is complained of.
HouseHabits read_habits(JsonFields fields);

/// Looks as JSON (docs/formats.md, "Model files"): of each room minutes, and as many looks.
nlohmann::json to_json(const std::vector<RoomLooks>& rooms);

/// The `looks` of a house, as `to_json` wrote them. What makes no sense is complained of.
std::vector<RoomLooks> read_room_looks(JsonFields& house);

}  // namespace lamplighter
