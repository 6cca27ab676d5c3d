// SPDX-License-Identifier: Apache-2.0
#include "detection/sky.h"

#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

/// A room whose daylight is known, and a first pass that finds no lamps in it.
struct Days {
  explicit Days(const TestRoom& room) : light(prepare_light(room.readings(), munich)) {
    noise = measure_noise(light);
    lamps.on.resize(light.steps.size());
    lamps.lux.resize(light.steps.size());
  }

  [[nodiscard]] const LightStep& at(Instant when) const {
    return *std::ranges::lower_bound(light.steps, when, {}, &LightStep::at);
  }

  Light light;
  LightNoise noise{};
  LampPosterior lamps;
};

TEST(MeasureSky, TheRangeIsThatOfTheOtherDays) {
  TestRoom room;
  room.days = 9;
  Days days(room);
  measure_sky(days.light, days.lamps, days.noise);
  double low = 1e9;
  double high = 0;
  for (int day = 0; day < room.days; ++day) {
    if (day == 4) continue;
    low = std::min(low, room.daylight(room.at(day, 13)));
    high = std::max(high, room.daylight(room.at(day, 13)));
  }
  const LightStep& noon = days.at(room.at(4, 13));
  EXPECT_NEAR(std::exp(static_cast<double>(noon.sky_low)), low + days.noise.log_shift(), 1.5);
  EXPECT_NEAR(std::exp(static_cast<double>(noon.sky_high)), high + days.noise.log_shift(), 1.5);
}

TEST(MeasureSky, LampsThatTheFirstPassFoundAreTakenAwayAndDoubtIsLeftOut) {
  TestRoom room;
  room.days = 9;
  Days plain(room);
  measure_sky(plain.light, plain.lamps, plain.noise);
  room.light(2, 12, 14, 90);
  room.light(3, 12, 14, 90);
  Days lit(room);
  for (std::size_t t = 0; t < lit.light.steps.size(); ++t) {
    const Instant at = lit.light.steps[t].at;
    if (!room.lit(at)) continue;
    lit.lamps.on[t] = at < room.at(3, 0) ? 1.0F : 0.5F;
    lit.lamps.lux[t] = at < room.at(3, 0) ? 90.0F : 45.0F;
  }
  measure_sky(lit.light, lit.lamps, lit.noise);
  const LightStep& with = lit.at(room.at(6, 13));
  const LightStep& without = plain.at(room.at(6, 13));
  EXPECT_NEAR(static_cast<double>(with.sky_high), static_cast<double>(without.sky_high), 0.05);
  EXPECT_NEAR(static_cast<double>(with.sky_low), static_cast<double>(without.sky_low), 0.05);
}

TEST(MeasureSky, FewerThanFourOtherDaysAreNotEnough) {
  TestRoom room;
  room.days = 4;
  Days few(room);
  measure_sky(few.light, few.lamps, few.noise);
  for (const LightStep& step : few.light.steps) ASSERT_GT(step.sky_low, step.sky_high);
  room.days = 5;
  Days enough(room);
  measure_sky(enough.light, enough.lamps, enough.noise);
  EXPECT_LE(enough.at(room.at(2, 13)).sky_low, enough.at(room.at(2, 13)).sky_high);
}

TEST(MeasureSky, NothingIsSaidOfTheDark) {
  TestRoom room;
  Days days(room);
  measure_sky(days.light, days.lamps, days.noise);
  const LightStep& midnight = days.at(room.at(4, 1));
  EXPECT_GT(midnight.sky_low, midnight.sky_high);
}

}  // namespace
}  // namespace lamplighter
