// SPDX-License-Identifier: Apache-2.0
#include "simulation/furnishing.h"

#include "simulation/chance.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter::simulation {
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

}  // namespace lamplighter::simulation
