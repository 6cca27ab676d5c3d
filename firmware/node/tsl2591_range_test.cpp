// SPDX-License-Identifier: Apache-2.0
#include "node/tsl2591_range.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lamplighter::node {
namespace {

// The formula once more, in floating point and as Adafruit_TSL2591::calculateLux writes it.
double slow_lux(double time_ms, double gain0, double gain1, double c0, double c1) {
  c1 *= gain0 / gain1;
  return (c0 - c1) * (1 - c1 / c0) / (time_ms * gain0 / 408);
}

double sensitivity(const Range& range) { return range.time_ms * (range.gain0_tenths / 10.0); }

TEST(Range, LuxOfOneConversionByHand) {
  // 1000 and 250 counts at 24.5× and 100 ms: 750 · 0.75 · 408 / 2450 = 93.6735
  EXPECT_EQ(lux_e4(ranges[1], {1000, 250}), 936735U);
  // 10000 and 0 at 1×: 10000 · 408 / 100 = 40800
  EXPECT_EQ(lux_e4(ranges[0], {10000, 0}), 408000000U);
  // 9,200× and 9,900×, 600 ms: one lux of light without infrared is 13529.41 counts
  EXPECT_EQ(lux_e4(ranges[4], {13529, 0}), 10000U);
}

TEST(Range, IntegersAgreeWithTheFormulaInEveryRange) {
  for (const Range& range : ranges) {
    for (std::uint32_t c0 = 40; c0 < range.full_scale; c0 = c0 * 5 / 4) {
      for (const double infrared : {0.0, 0.13, 0.3, 0.6}) {
        const auto c1 = static_cast<std::uint16_t>(c0 * infrared);
        const double expected =
            slow_lux(range.time_ms, range.gain0_tenths / 10.0, range.gain1_tenths / 10.0, c0, c1);
        const double found = lux_e4(range, {static_cast<std::uint16_t>(c0), c1}) / 1e4;
        ASSERT_NEAR(found, expected, 0.0001 + expected * 0.001) << c0 << " " << c1;
      }
    }
  }
}

TEST(Range, NoVisibleLightIsZeroAndNotNegative) {
  EXPECT_EQ(lux_e4(ranges[4], {0, 0}), 0U);
  EXPECT_EQ(lux_e4(ranges[4], {0, 3}), 0U);
  EXPECT_EQ(lux_e4(ranges[4], {920, 990}), 0U);  // infrared only: equal once scaled
  EXPECT_EQ(lux_e4(ranges[4], {920, 1100}), 0U);
  EXPECT_EQ(lux_e4(ranges[1], {30000, 30000}), 0U);
}

TEST(Range, FullInEitherChannelIsSaturated) {
  EXPECT_FALSE(is_saturated(ranges[0], {36862, 0}));
  EXPECT_TRUE(is_saturated(ranges[0], {36863, 0}));
  EXPECT_TRUE(is_saturated(ranges[0], {100, 36863}));
  EXPECT_FALSE(is_saturated(ranges[4], {65534, 40000}));
  EXPECT_TRUE(is_saturated(ranges[4], {65535, 40000}));
}

TEST(Range, TheBestRangeIsTheMostSensitiveThatLeavesRoom) {
  EXPECT_EQ(best_range(ranges[0], {0, 0}), 4);
  EXPECT_EQ(best_range(ranges[0], {36862, 0}), 0);
  EXPECT_EQ(best_range(ranges[0], {1053, 0}), 1);  // 1053 · 24.5 = 25799 <= 0.7 · 36863 = 25804
  EXPECT_EQ(best_range(ranges[0], {1054, 0}), 0);
  EXPECT_EQ(best_range(ranges[4], {45874, 0}), 4);
  EXPECT_EQ(best_range(ranges[3], {7645, 0}), 4);
  EXPECT_EQ(best_range(ranges[3], {7646, 0}), 3);
}

TEST(Range, EveryRangeButTheLastIsUsedAboveAThousandCounts) {
  for (int i = 0; i + 1 < range_count; ++i) {
    const double step = sensitivity(ranges[i + 1]) / sensitivity(ranges[i]);
    EXPECT_GT(0.7 * ranges[i + 1].full_scale / step, 1000.0);
  }
}

TEST(Range, EightyThousandLuxAreBelowFullScaleWithTheInfraredOfDaylight) {
  const double lux_at_full_scale = 36862 * 408.0 / 100;  // · (1 − r)²
  EXPECT_GT(lux_at_full_scale * (1 - 0.27) * (1 - 0.27), 80'000);
  EXPECT_GT(lux_e4(ranges[0], {36862, 9952}), 800'000'000U);
}

}  // namespace
}  // namespace lamplighter::node
