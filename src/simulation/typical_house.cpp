// SPDX-License-Identifier: Apache-2.0
#include "simulation/typical_house.h"

#include "simulation/diary.h"
#include "simulation/house.h"
#include "sky/sun.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace lamplighter::simulation {
namespace {

struct Word {
  std::string_view text;
  RoomKind kind;
};

/// Words that identify kinds of rooms, in order of precedence: a "bathroom" has no bed, a
/// "dining-hall" is not a hall.
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

/// Every household has these, with sensors or not.
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
                   fmt::format("room \"{}\": its name contains no kind of room; add one of living, "
                               "kitchen, dining, bath, bedroom, hall, office, such as "
                               "\"{}-office\"",
                               name.text(), name.text())};
    }
    const bool twice = std::any_of(settings.house.rooms.begin(), settings.house.rooms.end(),
                                   [&](const Room& room) { return room.name == name; });
    if (twice) {
      return Error{Fault::bad_input,
                   fmt::format("room \"{}\": named twice; remove one", name.text())};
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

/// The equipment of a kind of room; lux are medians at the sensor.
struct Habitat {
  double main_lux;
  double reading_lux;  ///< 0: none
  double timer_lamp;   ///< probability
  double window;       ///< probability of having one
  double curtained;    ///< probability that the window has curtains
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

/// Shares of households with one to four people in 2016 (United States Census Bureau, families and
/// living arrangements; five and more count as four).
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

namespace {

using namespace std::chrono_literals;

struct Recipe {
  Scene scene;
  void (*change)(Settings&);  ///< in addition to `plain`
};

/// The generator for the random choices of a scene, one per room.
Rng rng_of(const Settings& settings, std::size_t room) {
  return chance_of(settings.seed, Purpose::shape, room);
}

void plain_room(Room& room, Rng rng) {
  room.spills.clear();
  room.shadows_an_hour = 0.0;
  std::erase_if(room.lamps, [](const Lamp& lamp) { return lamp.use == LampUse::timer; });
  for (Lamp& lamp : room.lamps) {
    lamp.warm_up = 0s;
    lamp.dims = false;
  }
  if (!room.window) return;
  room.window->patches.clear();
  room.window->curtains = 1.0;
  room.window->sky_share = rng.uniform(0.003, 0.009);
  room.window->sun_share = rng.uniform(0.0005, 0.002);
}

void make_plain(Settings& settings) {
  settings.climate.weights = {0.55, 0.15, 0.0, 0.3};
  for (std::size_t i = 0; i < settings.house.rooms.size(); ++i) {
    plain_room(settings.house.rooms[i], rng_of(settings, i));
    LightSensor& sensor = settings.sensors[i];
    const Digits digits = sensor.digits == Digits::two_channel ? Digits::fractional : sensor.digits;
    sensor = LightSensor{.id = sensor.id, .interval = sensor.interval, .digits = digits};
  }
}

template <typename Change>
void each_window(Settings& settings, Change change) {
  for (std::size_t i = 0; i < settings.house.rooms.size(); ++i) {
    Rng rng = rng_of(settings, i).fork(1);
    if (settings.house.rooms[i].window) change(*settings.house.rooms[i].window, rng);
  }
}

template <typename Change>
void each_lamp(Settings& settings, Change change) {
  for (std::size_t i = 0; i < settings.house.rooms.size(); ++i) {
    Rng rng = rng_of(settings, i).fork(2);
    for (Lamp& lamp : settings.house.rooms[i].lamps) change(lamp, rng);
  }
}

template <typename Change>
void each_sensor(Settings& settings, Change change) {
  for (std::size_t i = 0; i < settings.sensors.size(); ++i) {
    Rng rng = rng_of(settings, i).fork(3);
    change(settings.sensors[i], rng);
  }
}

void sun_patches(Settings& settings) {
  settings.climate.weights = {0.8, 0.1, 0.1, 0.0};
  const Date middle = plus_days(settings.from, settings.days / 2);
  const Instant morning = settings.place.zone.start_of_day(middle) + 9h;
  each_window(settings, [&](Window& window, Rng& rng) {
    for (std::uint64_t i = 1 + rng.below(2); i > 0; --i) {  // at a position of the sun at some hour
      const Instant at = morning + to_time(Minutes(rng.uniform(0.0, 450.0)));
      const SunPosition sun = sun_position(settings.place.latitude, settings.place.longitude, at);
      window.patches.push_back(patch_at(sun.azimuth, sun.elevation, rng));
      window.facing = sun.azimuth + rng.uniform(-40.0, 40.0);
    }
  });
}

void curtains(Settings& settings) {
  each_window(settings, [](Window& window, Rng& rng) {
    window.curtains = rng.uniform(0.05, 0.4);
    window.drawn_by_day = true;
  });
}

void spill(Settings& settings) {
  const std::size_t rooms = settings.house.rooms.size();
  for (std::size_t i = 0; i < rooms; ++i) {
    Rng rng = rng_of(settings, i).fork(4);
    const std::size_t from = (i + 1 + rng.below(rooms - 1)) % rooms;
    settings.house.rooms[i].spills.push_back(
        {.from = from, .share = rng.uniform(0.05, 0.25), .shut_at_night = happens(rng, 0.5)});
  }
}

void add_timers(Settings& settings) {
  for (std::size_t i = 0; i < settings.house.rooms.size(); ++i) {
    Rng rng = rng_of(settings, i).fork(5);
    Lamp lamp{.name = "timer", .size = Lux(rng.uniform(15.0, 60.0)), .use = LampUse::timer};
    lamp.timer = timer_hours(rng);
    settings.house.rooms[i].lamps.push_back(lamp);
  }
}

void moved_sensor(Settings& settings) {
  const Span span = span_of(settings);
  each_sensor(settings, [&](LightSensor& sensor, Rng& rng) {
    sensor.moved = Moved{.at = span.from + (span.until - span.from) / 100 * (40 + rng.below(20)),
                         .scale = happens(rng, 0.5) ? rng.uniform(0.3, 0.6) : rng.uniform(1.6, 3.0),
                         .offset = rng.uniform(2.0, 8.0)};
  });
}

void stuck_day(Settings& settings) {
  const Date day = plus_days(settings.from, settings.days / 2);
  const Span stuck{settings.place.zone.start_of_day(day),
                   settings.place.zone.start_of_day(plus_days(day, 1))};
  each_sensor(settings, [&](LightSensor& sensor, Rng& rng) {
    const auto later = to_time(Minutes(rng.uniform(0.0, 720.0)));
    sensor.stuck = Span{stuck.from + later, stuck.until + later};
  });
}

const std::vector<Recipe>& recipes() {
  static const std::vector<Recipe> all{
      {{"plain", "no difficulties: no broken cloud, whole-lux or fractional sensors"},
       [](Settings&) {}},
      {{"broken-cloud", "cumulus all day: the sun comes and goes within seconds"},
       [](Settings& s) {
         s.climate.weights = {0.0, 0.0, 1.0, 0.0};
       }},
      {{"sun-patches", "direct sun moves across the sensor, at the same angle every day"},
       sun_patches},
      {{"curtains", "closed for the night and against the sun, opened again manually"}, curtains},
      {{"warm-up", "lamps that take one to three minutes to reach full brightness"},
       [](Settings& s) {
         each_lamp(s, [](Lamp& l, Rng& r) { l.warm_up = std::chrono::seconds(30 + r.below(60)); });
       }},
      {{"dim-lamps", "lamps of two to eight lux at the sensor"},
       [](Settings& s) {
         each_lamp(s, [](Lamp& l, Rng& r) { l.size = Lux(r.uniform(2.0, 8.0)); });
       }},
      {{"bright-room", "large windows: by day hundreds to thousands of lux"},
       [](Settings& s) {
         each_window(s, [](Window& w, Rng& r) {
           w.sky_share = r.uniform(0.03, 0.1);
           w.sun_share = r.uniform(0.01, 0.04);
         });
       }},
      {{"spill", "light from the next room's lamps through a door"}, spill},
      {{"lamp-free", "no lamps at all"},
       [](Settings& s) {
         for (Room& room : s.house.rooms) room.lamps.clear();
       }},
      {{"ten-minute", "one reading every ten minutes"},
       [](Settings& s) { each_sensor(s, [](LightSensor& l, Rng&) { l.interval = 10min; }); }},
      {{"ten-second", "one reading every ten seconds"},
       [](Settings& s) { each_sensor(s, [](LightSensor& l, Rng&) { l.interval = 10s; }); }},
      {{"dimming", "lamps at changing levels through the evening"},
       [](Settings& s) { each_lamp(s, [](Lamp& l, Rng&) { l.dims = true; }); }},
      {{"timer", "a lamp on a timer in every room"}, add_timers},
      {{"moved-sensor", "the sensor is moved halfway: another floor and scale"}, moved_sensor},
      {{"offset", "a sensor that reads five lux too low"},
       [](Settings& s) { each_sensor(s, [](LightSensor& l, Rng&) { l.offset = -5.0; }); }},
      {{"missing-30", "three readings in ten are lost"},
       [](Settings& s) { each_sensor(s, [](LightSensor& l, Rng&) { l.lost = 0.3; }); }},
      {{"quantum-10", "a sensor that resolves only tens of lux"},
       [](Settings& s) {
         each_sensor(s, [](LightSensor& l, Rng&) {
           l.digits = Digits::whole_steps;
           l.quantum = 10.0;
         });
       }},
      {{"clock-5min-off", "timestamps that are five minutes late"},
       [](Settings& s) { each_sensor(s, [](LightSensor& l, Rng&) { l.clock_error = 5min; }); }},
      {{"stuck-day", "the sensor repeats one value for a day"}, stuck_day},
      {{"one-day", "a single day of history"}, [](Settings& s) { s.days = 1; }},
  };
  return all;
}

std::vector<Scene> scene_list() {
  std::vector<Scene> list{
      {"household", "a household with all difficulties at their usual rate (the default)"}};
  for (const Recipe& recipe : recipes()) list.push_back(recipe.scene);
  return list;
}

}  // namespace

const std::vector<Scene>& scenes() {
  static const std::vector<Scene> list = scene_list();
  return list;
}

Result<void> apply_scene(std::string_view name, Settings& settings) {
  if (name == scenes().front().name) return {};
  const auto found = std::find_if(recipes().begin(), recipes().end(),
                                  [&](const Recipe& recipe) { return recipe.scene.name == name; });
  if (found == recipes().end()) {
    std::vector<std::string_view> names;
    for (const Scene& scene : scenes()) names.push_back(scene.name);
    return Error{Fault::not_found, fmt::format("unknown scene \"{}\"; choose one of {}", name,
                                               fmt::join(names, ", "))};
  }
  make_plain(settings);
  found->change(settings);
  return {};
}

}  // namespace lamplighter::simulation
