// SPDX-License-Identifier: Apache-2.0
#include "model/looks_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace lamplighter {
namespace {

using nlohmann::json;

constexpr double last_minute = 24 * 60 - 1;

/// Nothing where they are not as many, or one of them makes no sense.
std::optional<std::vector<SeenLook>> seen_of(const std::vector<double>& minutes,
                                             const std::vector<std::string>& looks) {
  if (minutes.size() != looks.size()) return std::nullopt;
  std::vector<SeenLook> seen;
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    const std::optional<Look> look = parse_look(looks[i]);
    const bool is_good = minutes[i] >= 0 && minutes[i] <= last_minute;
    if (!look || !is_good || std::floor(minutes[i]) != minutes[i]) return std::nullopt;
    seen.push_back({static_cast<int>(minutes[i]), *look});
  }
  return seen;
}

}  // namespace

json to_json(const std::vector<RoomLooks>& rooms) {
  json all = json::array();
  for (const RoomLooks& room : rooms) {
    json minutes = json::array();
    json looks = json::array();
    for (const SeenLook& seen : room.seen) {
      minutes.push_back(seen.minute);
      looks.push_back(to_text(seen.look));
    }
    all.push_back(
        {{"room", room.room.text()}, {"minutes", std::move(minutes)}, {"looks", std::move(looks)}});
  }
  return all;
}

std::vector<RoomLooks> read_room_looks(JsonFields& house) {
  std::vector<RoomLooks> rooms;
  for (JsonFields fields : house.objects("looks")) {
    RoomName name(fields.text("room"));
    auto seen = seen_of(fields.numbers("minutes"), fields.texts("looks"));
    if (!seen) fields.complain("looks", "not one look a minute of the day, as 42.5%/370");
    rooms.push_back({std::move(name), seen ? *std::move(seen) : std::vector<SeenLook>()});
  }
  const auto not_rising = [](const RoomLooks& a, const RoomLooks& b) { return a.room >= b.room; };
  if (std::adjacent_find(rooms.begin(), rooms.end(), not_rising) != rooms.end())
    house.complain("looks", "rooms not sorted by name, or a name twice");
  return rooms;
}

}  // namespace lamplighter
