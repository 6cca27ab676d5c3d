// SPDX-License-Identifier: Apache-2.0
#pragma once

// Only for tests: a room generated from formulas, with known truth.
#include "core/random.h"
#include "core/reading.h"
#include "core/series.h"
#include "sky/sun.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lamplighter {

inline const Place munich{48.1, 11.6, *TimeZone::find("Europe/Berlin")};

struct TestLamp {
  Instant from;
  Instant until;
  double lux;
};

struct TestRoom {
  Instant from = *parse_instant("2016-09-01T00:00:00+02:00");
  int days = 8;
  std::chrono::seconds spacing = 60s;
  std::vector<TestLamp> lamps{};
  double brightness = 150;  ///< lux of daylight with the sun overhead
  double noise = 0.3;       ///< lux
  double quantum = 1;       ///< lux
  double offset = 0;        ///< lux
  std::uint64_t seed = 1;

  [[nodiscard]] Instant at(int day, double hour) const {
    return from + std::chrono::hours(24 * day) +
           std::chrono::seconds(static_cast<int>(std::lround(hour * 3600)));
  }

  void light(int day, double from_hour, double until_hour, double lux) {
    lamps.push_back({at(day, from_hour), at(day, until_hour), lux});
  }

  [[nodiscard]] bool lit(Instant when) const {
    return std::ranges::any_of(
        lamps, [when](const TestLamp& lamp) { return lamp.from <= when && when < lamp.until; });
  }

  [[nodiscard]] double daylight(Instant when) const {
    const double elevation = sun_elevation_degrees(munich.latitude, munich.longitude, when);
    const double height = std::max(0.0, elevation + 5) / 50;
    const auto day = std::chrono::duration_cast<std::chrono::hours>(when - from).count() / 24;
    const double weather = 0.5 + 0.5 * Rng(seed).fork(static_cast<std::uint64_t>(day)).uniform();
    return brightness * weather * height * height;
  }

  [[nodiscard]] std::vector<Sample<Lux>> readings() const {
    std::vector<Sample<Lux>> samples;
    Rng rng(seed);
    for (Instant now = from; now < at(days, 0); now += spacing) {
      double lux = daylight(now) + noise * rng.normal() + offset;
      for (const TestLamp& lamp : lamps) lux += lamp.from <= now && now < lamp.until ? lamp.lux : 0;
      samples.push_back({now, Lux(std::round(lux / quantum) * quantum)});
    }
    return samples;
  }
};

/// Lamps as people use them, in daylight and in the dark.
inline TestRoom lived_in_room() {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 19.2 + 0.13 * day, 22.6 - 0.2 * (day % 3), 60);
    room.light(day, 20.5, 21.5 + 0.1 * day, 25);
    room.light(day, 6.4, 6.9, 60);
    if (day % 2 == 0) room.light(day, 10.0 + 0.3 * day, 11.5, 60);
  }
  return room;
}

}  // namespace lamplighter
