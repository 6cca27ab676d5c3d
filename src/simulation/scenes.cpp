// SPDX-License-Identifier: Apache-2.0
#include "simulation/scenes.h"

#include "simulation/chance.h"
#include "simulation/typical_house.h"
#include "sky/sun.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

struct Recipe {
  Scene scene;
  void (*change)(Settings&);  ///< on top of `plain`
};

/// What a scene settles by chance, one source a room.
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
    for (std::uint64_t i = 1 + rng.below(2); i > 0; --i) {  // where the sun stands at some hour
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
      {{"plain", "calm skies, one thing after another, whole-lux and fractional sensors"},
       [](Settings&) {}},
      {{"broken-cloud", "cumulus all day: the sun comes and goes within seconds"},
       [](Settings& s) {
         s.climate.weights = {0.0, 0.0, 1.0, 0.0};
       }},
      {{"sun-patches", "direct sun wanders over the sensor, day after day at the same angle"},
       sun_patches},
      {{"curtains", "drawn for the night and against the sun, opened manually"}, curtains},
      {{"warm-up", "lamps that need one to three minutes to full light"},
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
      {{"timer", "a lamp in every room that goes by the clock"}, add_timers},
      {{"moved-sensor", "half-way the sensor gets another place: other floor, other scale"},
       moved_sensor},
      {{"offset", "a sensor that reads five lux too little"},
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
      {{"clock-5min-off", "time stamps five minutes late"},
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
    return Error{Fault::not_found, fmt::format("scene \"{}\": not known; there are {}", name,
                                               fmt::join(names, ", "))};
  }
  make_plain(settings);
  found->change(settings);
  return {};
}

}  // namespace lamplighter::simulation
