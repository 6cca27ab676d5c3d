// SPDX-License-Identifier: Apache-2.0
#include "simulation/typical_house.h"

#include "simulation/chance.h"
#include "simulation/person_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

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
                   fmt::format("room \"{}\": its name contains no kind of room; put one of living, "
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

namespace {

using namespace std::chrono_literals;

/// What a kind of room has; lux are medians at the sensor.
struct Habitat {
  double main_lux;
  double reading_lux;  ///< 0: has none
  double timer_lamp;   ///< chance
  double window;       ///< chance to have one
  double curtained;    ///< chance that the window has curtains
};

constexpr std::array<Habitat, room_kinds> habitats{{
    {95.0, 32.0, 0.15, 1.0, 0.5},  // living
    {150.0, 55.0, 0.0, 1.0, 0.1},  // kitchen
    {70.0, 0.0, 0.1, 1.0, 0.3},    // dining
    {120.0, 0.0, 0.0, 0.55, 0.0},  // bath
    {65.0, 22.0, 0.0, 1.0, 0.85},  // bedroom
    {55.0, 0.0, 0.05, 0.45, 0.0},  // hall
    {110.0, 45.0, 0.0, 1.0, 0.3},  // office
}};

/// Log-normal around `median`.
double spread(Rng& rng, double median, double deviation) {
  return about(rng, Minutes(median), deviation).count();
}

Lamp make_lamp(Rng& rng, std::string name, LampUse use, double lux) {
  Lamp lamp{std::move(name), Lux(std::round(10.0 * spread(rng, lux, 0.4)) / 10.0), use};
  if (happens(rng, 0.15)) lamp.warm_up = std::chrono::seconds(20 + rng.below(70));
  lamp.dims = happens(rng, use == LampUse::main ? 0.1 : 0.25);
  return lamp;
}

std::vector<Lamp> lamps_for(const Habitat& habitat, Rng& rng) {
  std::vector<Lamp> lamps{make_lamp(rng, "main", LampUse::main, habitat.main_lux)};
  if (habitat.reading_lux > 0.0) {
    lamps.push_back(make_lamp(rng, "reading", LampUse::reading, habitat.reading_lux));
  }
  Lamp timer = make_lamp(rng, "timer", LampUse::timer, 38.0);
  timer.timer = timer_hours(rng);
  if (happens(rng, habitat.timer_lamp)) lamps.push_back(timer);
  return lamps;
}

Window window_for(const Habitat& habitat, Rng& rng) {
  Window window{.facing = rng.uniform(0.0, 360.0),
                .sky_share = spread(rng, 0.007, 0.7),
                .sun_share = spread(rng, 0.0016, 0.7),
                .middle_share = spread(rng, 0.035, 0.3),
                .horizon = rng.uniform(2.0, 14.0)};
  const double aside = rng.uniform(-45.0, 45.0);
  const SunPatch patch = patch_at(window.facing + aside, rng.uniform(10.0, 55.0), rng);
  if (happens(rng, 0.3)) window.patches.push_back(patch);
  const double lets_through = rng.uniform(0.05, 0.35);
  if (happens(rng, habitat.curtained)) window.curtains = lets_through;
  window.drawn_by_day = happens(rng, 0.15);
  return window;
}

}  // namespace

TimerHours timer_hours(Rng& rng) {
  const auto second = [&] { return Minutes(static_cast<double>(rng.below(60)) / 60.0); };
  const Minutes on = 16h + 15min * static_cast<int>(rng.below(13)) + second();
  const Minutes off = 22h + 15min * static_cast<int>(rng.below(7)) + second();
  return {on, off};
}

SunPatch patch_at(double azimuth, double elevation, Rng& rng) {
  return {.azimuth = azimuth,
          .elevation = elevation,
          .width = rng.uniform(8.0, 25.0),
          .height = rng.uniform(10.0, 30.0),
          .share = spread(rng, 0.008, 0.8),
          .edge = rng.uniform(0.6, 4.0)};
}

Room furnish(RoomName name, RoomKind kind, Rng& rng) {
  const Habitat& habitat = habitats[static_cast<std::size_t>(kind)];
  Room room{.name = std::move(name), .kind = kind};
  room.lamps = lamps_for(habitat, rng);
  const Window window = window_for(habitat, rng);
  if (happens(rng, habitat.window)) room.window = window;
  room.shadows_an_hour = rng.uniform(0.0, 0.3);
  return room;
}

LightSensor hang_sensor(const RoomName& room, Rng& rng) {
  LightSensor sensor{.id = SensorId(room.text())};
  const std::array<double, 3> share_of_digits{0.5, 0.25, 0.25};
  sensor.digits = static_cast<Digits>(rng.pick(share_of_digits));
  sensor.interval = std::chrono::milliseconds(60'000 + rng.below(5'000));
  sensor.noise = rng.uniform(0.05, 0.5);
  sensor.relative_noise = rng.uniform(0.002, 0.012);
  sensor.offset = rng.uniform(-0.5, 3.0);
  return sensor;
}

namespace {

/// Sizes of households of one to four people, shares of 2016 (United States Census Bureau, families
/// and living arrangements, those of five and more counted as four).
constexpr std::array<double, 4> sizes{0.28, 0.35, 0.15, 0.22};

//                                          living kitchen dining bath bedroom hall  office
constexpr std::array<double, room_kinds> adult_pastimes{1.0, 0.32, 0.12, 0.05, 0.16, 0.05, 0.3};
constexpr std::array<double, room_kinds> child_pastimes{0.8, 0.1, 0.15, 0.04, 0.9, 0.05, 0.1};

Person adult(std::size_t bedroom, Rng& rng) {
  Person person{.bedroom = bedroom};
  person.wake = near(rng, 6h + 35min, 32min);
  person.wake_free = person.wake + 65min + near(rng, 0min, 25min);
  person.bed = near(rng, 22h + 25min, 35min);
  person.bed_free = person.bed + 35min + near(rng, 0min, 15min);
  person.spread = near(rng, 26min, 5min);
  const bool has_work = happens(rng, 0.8);
  for (std::size_t day = 1; day <= 5; ++day) person.works[day] = has_work && happens(rng, 0.93);
  person.leaves = std::max(person.wake + 50min, near(rng, 7h + 50min, 30min));
  person.returns = near(rng, 17h + 25min, 45min);
  person.home_office = happens(rng, 0.25) ? rng.uniform(0.1, 0.6) : 0.0;
  person.nights_out_a_week = rng.uniform(0.2, 1.4);
  person.errands_a_day = has_work ? rng.uniform(0.4, 0.8) : rng.uniform(0.8, 1.4);
  person.pastime = adult_pastimes;
  return person;
}

Person child(std::size_t bedroom, Rng& rng) {
  Person person{.bedroom = bedroom, .child = true};
  person.wake = near(rng, 6h + 55min, 12min);
  person.wake_free = near(rng, 7h + 50min, 25min);
  person.bed = near(rng, 20h + 40min, 30min);
  person.bed_free = person.bed + 40min;
  person.spread = near(rng, 18min, 4min);
  for (std::size_t day = 1; day <= 5; ++day) person.works[day] = true;
  person.leaves = near(rng, 7h + 50min, 8min);
  person.returns = near(rng, 15h + 40min, 20min);
  person.nights_out_a_week = 0.0;
  person.errands_a_day = rng.uniform(0.4, 0.8);
  person.pastime = child_pastimes;
  return person;
}

}  // namespace

std::vector<Person> move_in(const std::vector<std::size_t>& bedrooms, Rng& rng) {
  const std::size_t people = 1 + rng.pick(sizes);
  const std::size_t adults = std::min<std::size_t>(people, 2);
  std::vector<Person> household;
  for (std::size_t i = 0; i < people; ++i) {
    const std::size_t own = i < adults ? 0 : (i - adults + 1) % bedrooms.size();
    Person person = i < adults ? adult(bedrooms[own], rng) : child(bedrooms[own], rng);
    person.needs_light = rng.uniform(0.6, 1.6);
    person.tidy = rng.uniform(0.75, 0.98);
    for (double& weight : person.pastime) weight *= about(rng, 1min, 0.3).count();
    household.push_back(person);
  }
  return household;
}

}  // namespace lamplighter::simulation
