// SPDX-License-Identifier: Apache-2.0
#include "simulation/typical_house.h"

#include "simulation/chance.h"
#include "simulation/furnishing.h"
#include "simulation/house_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lamplighter::simulation {
namespace {

struct Word {
  std::string_view text;
  RoomKind kind;
};

/// What room names are told by, the telling word first: a "bathroom" has no bed, a "dining-hall" is
/// no hall.
constexpr std::array<Word, 26> words{{
    {"bath", RoomKind::bath},       {"shower", RoomKind::bath},     {"toilet", RoomKind::bath},
    {"wc", RoomKind::bath},         {"bed", RoomKind::bedroom},     {"kid", RoomKind::bedroom},
    {"child", RoomKind::bedroom},   {"nursery", RoomKind::bedroom}, {"guest", RoomKind::bedroom},
    {"sleep", RoomKind::bedroom},   {"kitchen", RoomKind::kitchen}, {"pantry", RoomKind::kitchen},
    {"utility", RoomKind::kitchen}, {"dining", RoomKind::dining},   {"dinner", RoomKind::dining},
    {"office", RoomKind::office},   {"study", RoomKind::office},    {"work", RoomKind::office},
    {"hall", RoomKind::hall},       {"stair", RoomKind::hall},      {"landing", RoomKind::hall},
    {"corridor", RoomKind::hall},   {"living", RoomKind::living},   {"front", RoomKind::living},
    {"lounge", RoomKind::living},   {"sitting", RoomKind::living},
}};

constexpr std::array<std::string_view, room_kinds> kind_names{
    "living-room", "kitchen", "dining-room", "bathroom", "bedroom", "hall", "office"};

/// Every household needs these, watched or not.
constexpr std::array needed{RoomKind::living, RoomKind::kitchen, RoomKind::bath, RoomKind::bedroom,
                            RoomKind::hall};

std::size_t count_of(const House& house, RoomKind kind) {
  return static_cast<std::size_t>(std::count_if(
      house.rooms.begin(), house.rooms.end(), [&](const Room& room) { return room.kind == kind; }));
}

void add_room(Settings& settings, const RoomName& name, RoomKind kind, bool watched) {
  const std::size_t which = 16 * static_cast<std::size_t>(kind) + count_of(settings.house, kind);
  Rng rng = chance_of(settings.seed, Purpose::house, which + 1);
  Room room = furnish(name, kind, rng);
  room.watched = watched;
  settings.house.rooms.push_back(std::move(room));
  settings.sensors.push_back(hang_sensor(name, rng));
}

Result<void> add_watched(Settings& settings, const std::vector<RoomName>& names) {
  for (const RoomName& name : names) {
    const std::optional<RoomKind> kind = kind_of(name.text());
    if (!kind) {
      return Error{Fault::bad_input,
                   fmt::format("room \"{}\": its name tells no kind of room; put one of living, "
                               "kitchen, dining, bath, bedroom, hall, office into it, as "
                               "\"{}-office\"",
                               name.text(), name.text())};
    }
    const bool twice = std::any_of(settings.house.rooms.begin(), settings.house.rooms.end(),
                                   [&](const Room& room) { return room.name == name; });
    if (twice) {
      return Error{Fault::bad_input,
                   fmt::format("room \"{}\": named twice; leave one out", name.text())};
    }
    add_room(settings, name, *kind, true);
  }
  return {};
}

void add_needed(Settings& settings) {
  for (const RoomKind kind : needed) {
    if (count_of(settings.house, kind) > 0) continue;
    add_room(settings,
             RoomName(fmt::format("unwatched-{}", kind_names[static_cast<std::size_t>(kind)])),
             kind, false);
  }
}

}  // namespace

std::vector<RoomName> usual_rooms() {
  return {RoomName("living-room"), RoomName("kitchen"), RoomName("bathroom"), RoomName("bedroom"),
          RoomName("hall")};
}

std::optional<RoomKind> kind_of(std::string_view name) {
  for (const Word& word : words) {
    if (name.find(word.text) != std::string_view::npos) return word.kind;
  }
  return std::nullopt;
}

Result<Settings> typical_settings(std::uint64_t seed, const Place& place, Date from, int days,
                                  const std::vector<RoomName>& rooms) {
  Settings settings{.house = {},
                    .sensors = {},
                    .place = place,
                    .climate = {},
                    .from = from,
                    .days = days,
                    .seed = seed};
  if (const Result<void> added = add_watched(settings, rooms); !added) return added.error();
  add_needed(settings);
  std::vector<std::size_t> bedrooms;
  for (std::size_t i = 0; i < settings.house.rooms.size(); ++i) {
    if (settings.house.rooms[i].kind == RoomKind::bedroom) bedrooms.push_back(i);
  }
  Rng rng = chance_of(seed, Purpose::house, 0);
  settings.house.people = move_in(bedrooms, rng);
  settings.house.company_a_week = rng.uniform(0.1, 0.8);
  settings.house.holidays = usual_holidays(from, days);
  return settings;
}

}  // namespace lamplighter::simulation
