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

/// The habits of a room in one zone of the day, and how they were learned.
struct ZoneModel {
  Hmm hmm;
  std::int64_t samples = 0;         ///< in the training data, in all subsequences
  std::int64_t subsequences = 0;    ///< stretches without a gap or a zone change
  double log_likelihood = 0.0;      ///< natural, summed over the subsequences, for `hmm`
  int iterations = 0;               ///< of Baum-Welch in the best restart
  int restarts = 0;                 ///< number of restarts
  std::optional<std::string> note;  ///< one sentence, if there was little training data

  friend bool operator==(const ZoneModel&, const ZoneModel&) = default;
};

/// The data that a room's models were trained on.
struct TrainedOn {
  Instant first;                ///< time of the room's first sample
  Instant last;                 ///< time of the room's last sample
  std::int64_t samples = 0;     ///< of the room, including those in no zone's subsequence
  std::string detector;         ///< how on and off were detected: "daylight", "levels", "onoff"
  std::optional<int> on_level;  ///< of the detector "levels": 1, 2 or 3
  std::vector<double> cuts;     ///< of the detector "levels": lux, ascending; empty for others
  std::uint64_t seed = 0;       ///< for the restarts

  friend bool operator==(const TrainedOn&, const TrainedOn&) = default;
};

/// The habits of a room: one model per zone.
struct RoomModel {
  RoomName room;
  TrainedOn trained_on;
  std::array<ZoneModel, all_zones.size()> zones;  ///< by index_of(zone)

  [[nodiscard]] const ZoneModel& zone(Zone which) const { return zones[index_of(which)]; }

  friend bool operator==(const RoomModel&, const RoomModel&) = default;
};

/// The location of the house when its models were trained. Only names and numbers: the model does
/// not compute the sun's position.
struct HousePlace {
  double latitude = 0.0;   ///< degrees, north positive, -90 … 90
  double longitude = 0.0;  ///< degrees, east positive, -180 … 180
  std::string time_zone;   ///< IANA name such as Europe/Berlin

  friend bool operator==(const HousePlace&, const HousePlace&) = default;
};

/// The habits of all rooms of a house; the content of a model file.
struct HouseModel {
  HousePlace place;
  std::vector<RoomModel> rooms;  ///< unique names, sorted by name
  HouseHabits habits{};  ///< days of the whole house; if empty, only the room models are used
  std::vector<RoomLooks> looks{};  ///< of rooms whose lamps reported their look, sorted by name

  friend bool operator==(const HouseModel&, const HouseModel&) = default;
};

/// Reads the fields of one JSON object strictly. The first field that is missing or has the wrong
/// type is recorded with its location, and all later reads return defaults, so a reader needs to
/// check for a fault only once at the end.
class JsonFields {
 public:
  using Fault = std::optional<Error>;

  /// Requires: `object` and `fault` outlive this. `place` is for messages, such as
  /// "rooms[0].zones".
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

  /// The fields of a nested object.
  JsonFields object(const char* key);

  /// The fields of each object in a nested array.
  std::vector<JsonFields> objects(const char* key);

  /// Records what is wrong with a field, unless a fault was recorded before.
  void complain(const char* key, const std::string& what);

 private:
  const nlohmann::json* find(const char* key);

  const nlohmann::json* object_;
  std::string place_;
  Fault* fault_;
};

/// The format version that `to_text` writes. Increased when older programs cannot read it.
inline constexpr int model_format = 1;

/// A house model as JSON text with a checksum (docs/formats.md, "Model files"). All numbers are
/// restored exactly. Requires: names are UTF-8.
std::string to_text(const HouseModel& house);

/// The house model that `to_text` wrote. Errors: always bad_input, with the reason, the position in
/// the text, and what to do: for text that is truncated or not a model file, a newer format, a
/// wrong checksum, a field that is missing or invalid.
Result<HouseModel> parse_house_model(std::string_view text);

/// Habits as JSON (docs/formats.md, "Model files"): per day and room, five integers for each
/// stretch.
nlohmann::json to_json(const HouseHabits& habits);

/// The habits that `to_json` wrote. Invalid values are recorded as a fault.
HouseHabits read_habits(JsonFields fields);

/// Looks as JSON (docs/formats.md, "Model files"): per room, a list of minutes and a list of looks
/// of the same length.
nlohmann::json to_json(const std::vector<RoomLooks>& rooms);

/// The `looks` of a house, as `to_json` wrote them. Invalid values are recorded as a fault.
std::vector<RoomLooks> read_room_looks(JsonFields& house);

}  // namespace lamplighter
