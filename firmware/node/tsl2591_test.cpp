// SPDX-License-Identifier: Apache-2.0
// The driver with a register-level model of the sensor (model/).
#include "node/tsl2591.h"

#include "model/tsl2591_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

namespace lamplighter::node {
namespace {

// The same formula in floating point, as in Adafruit_TSL2591::calculateLux.
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
namespace {

using node_model::Traits;
using node_model::Tsl2591Model;

struct Bench {
  explicit Bench(const Traits& traits = {}) : model(traits), driver(model) {}

  /// One measurement, in steps of a millisecond; empty if it takes more than three seconds.
  std::optional<Measurement> measure() {
    driver.start(now_ms);
    for (int i = 0; i < 3000; ++i) {
      if (driver.poll(now_ms)) return driver.measurement();
      ++now_ms;
      model.pass(1);
    }
    return std::nullopt;
  }

  Tsl2591Model model;
  Tsl2591 driver;
  std::uint32_t now_ms = 0;
};

double lux_of(const std::optional<Measurement>& measurement) {
  return measurement && measurement->outcome == Outcome::measured ? measurement->lux_e4 / 1e4 : NAN;
}

TEST(Tsl2591, MeasuresFromAHundredthOfALuxToEightyThousand) {
  Bench bench;
  int steps = 0;
  for (double lux = 0.01; lux < 80'000; lux *= 1.07, ++steps) {
    bench.model.shine(lux);
    const double found = lux_of(bench.measure());
    ASSERT_NEAR(found, lux, 0.0001 + lux * 0.003) << lux;
  }
  EXPECT_EQ(steps, 235);
  bench.model.shine(80'000);
  EXPECT_NEAR(lux_of(bench.measure()), 80'000, 100);
}

TEST(Tsl2591, JumpsBetweenDarkAndBrightAreMeasuredRightEachTime) {
  Bench bench({.infrared = 0.2, .read_noise = 1, .shot_noise = 0.1});
  for (const double lux : {0.01, 80'000.0, 0.01, 500.0, 0.2, 20'000.0, 3.0, 80'000.0, 40.0, 0.0}) {
    bench.model.shine(lux);
    EXPECT_NEAR(lux_of(bench.measure()), lux, 0.0015 + lux * 0.02) << lux;
  }
}

TEST(Tsl2591, FilamentLampsWithMuchInfraredAreMeasured) {
  Bench bench({.infrared = 0.6});
  for (const double lux : {0.05, 1.0, 30.0, 400.0, 2'000.0}) {
    bench.model.shine(lux);
    EXPECT_NEAR(lux_of(bench.measure()), lux, 0.0002 + lux * 0.01) << lux;
  }
}

TEST(Tsl2591, DarknessIsAMeasurement) {
  Bench bench;
  bench.model.shine(0);
  const auto measurement = bench.measure();
  ASSERT_TRUE(measurement.has_value());
  EXPECT_EQ(*measurement, (Measurement{Outcome::measured, 0}));
}

TEST(Tsl2591, TooBrightIsSaidAndIsNoNumber) {
  Bench bench;
  bench.model.shine(300'000);
  EXPECT_EQ(bench.measure()->outcome, Outcome::saturated);
  bench.model.shine(100);  // must not affect the next measurement
  EXPECT_NEAR(lux_of(bench.measure()), 100, 1);
}

TEST(Tsl2591, ADeadBusAtAnyTransferIsNeverALightLevel) {
  constexpr double lux = 37;
  int whole = 0;  // transfers of an undisturbed measurement
  {
    Bench bench;
    bench.model.shine(lux);
    ASSERT_NEAR(lux_of(bench.measure()), lux, 0.5);
    whole = bench.model.transfers();
  }
  ASSERT_GT(whole, 5);
  for (const int length : {1, 1000}) {
    for (int first = 0; first < whole; ++first) {
      Bench bench;
      bench.model.shine(lux);
      bench.model.fail_transfers(first, length);
      const auto measurement = bench.measure();
      ASSERT_TRUE(measurement.has_value()) << first;
      // The last transfer only puts the sensor to sleep; the light is known by then.
      const Outcome expected = first == whole - 1 ? Outcome::measured : Outcome::no_answer;
      EXPECT_EQ(measurement->outcome, expected) << first << " of " << whole;
      bench.model.fail_transfers(0, 0);
      EXPECT_NEAR(lux_of(bench.measure()), lux, 0.5) << "the bus is back, " << first;
    }
  }
}

TEST(Tsl2591, SomethingElseAtItsAddressIsSaid) {
  Bench bench;
  bench.model.shine(50);
  for (const std::uint8_t id : std::initializer_list<std::uint8_t>{0x00, 0x0A, 0x51, 0xFF}) {
    bench.model.claim_id(id);
    EXPECT_EQ(bench.measure()->outcome, Outcome::wrong_id) << int{id};
  }
  bench.model.claim_id(0x50);
  EXPECT_EQ(bench.measure()->outcome, Outcome::measured);
}

TEST(Tsl2591, AConversionThatNeverEndsIsSaidInTime) {
  Bench bench;
  bench.model.shine(50);
  bench.model.stall(true);
  EXPECT_EQ(bench.measure()->outcome, Outcome::no_result);
  EXPECT_LE(bench.now_ms, 210U);
}

TEST(Tsl2591, AResetAtAnyMillisecondIsNeverDarkness) {
  Bench whole;
  whole.model.shine(37);
  ASSERT_TRUE(whole.measure().has_value());
  const std::uint32_t length = whole.now_ms;
  for (std::uint32_t at = 0; at < length; ++at) {
    Bench bench;
    bench.model.shine(37);
    bench.driver.start(0);
    bool is_done = false;
    std::uint32_t now = 0;
    while (!is_done && now < 3000) {
      if (now == at) bench.model.reset();
      is_done = bench.driver.poll(now);
      bench.model.pass(1);
      ++now;
    }
    ASSERT_TRUE(is_done);
    const Measurement measurement = bench.driver.measurement();
    if (measurement.outcome == Outcome::measured) {
      EXPECT_NEAR(measurement.lux_e4 / 1e4, 37, 0.5) << at;
    } else {
      EXPECT_EQ(measurement.outcome, Outcome::no_result) << at;
    }
  }
}

/// A bus that nothing pulls or drives: everything is acknowledged and reads as one value.
class StuckBus final : public I2cBus {
 public:
  bool write(std::uint8_t, const std::uint8_t*, std::size_t) override { return true; }
  bool write_then_read(std::uint8_t, std::uint8_t sent, std::uint8_t* into,
                       std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) into[i] = sent == 0xB2 ? 0x50 : 0xFF;
    return true;
  }
};

TEST(Tsl2591, ABusStuckHighAfterTheIdIsNotSaturation) {
  StuckBus bus;
  Tsl2591 driver(bus);
  driver.start(0);
  EXPECT_FALSE(driver.poll(99));
  ASSERT_TRUE(driver.poll(100));
  EXPECT_EQ(driver.measurement().outcome, Outcome::no_answer);
}

TEST(Tsl2591, ALampThatFlickersBetweenConversionsCannotMakeItEndless) {
  for (int phase = 1; phase < 150; phase += 7) {
    Bench bench;
    bench.driver.start(0);
    std::uint32_t now = 0;
    while (!bench.driver.poll(now) && now < 5000) {
      bench.model.shine(static_cast<int>(now) / phase % 2 == 0 ? 0.02 : 60'000);
      bench.model.pass(1);
      ++now;
    }
    EXPECT_LT(now, 1'400U) << phase;
    EXPECT_LE(bench.model.conversions(), 5) << phase;
  }
}

TEST(Tsl2591, SleepsBetweenMeasurements) {
  Bench bench;
  bench.model.shine(10);
  EXPECT_TRUE(bench.measure().has_value());
  EXPECT_TRUE(bench.model.is_asleep());
}

TEST(Tsl2591, ASteadyLightTakesOneConversionOnceTheRangeIsFound) {
  Bench bench;
  bench.model.shine(0.5);
  EXPECT_TRUE(bench.measure().has_value());
  const int before = bench.model.conversions();
  EXPECT_TRUE(bench.measure().has_value());
  EXPECT_EQ(bench.model.conversions(), before + 1);
}

TEST(Tsl2591, MeasuresAcrossTheCountersWrap) {
  Bench bench;
  bench.model.shine(12);
  for (std::uint32_t before = 0; before < 700; before += 5) {
    bench.now_ms = 0U - before;
    EXPECT_NEAR(lux_of(bench.measure()), 12, 0.1) << before;
  }
}

TEST(Tsl2591, SaysDoneOnce) {
  Bench bench;
  EXPECT_FALSE(bench.driver.poll(0));  // nothing was started
  bench.model.shine(12);
  ASSERT_TRUE(bench.measure().has_value());
  EXPECT_FALSE(bench.driver.poll(bench.now_ms));
}

/// Polls every `step_ms` for `length_ms` and returns the times of the outcomes since the start.
std::vector<std::uint32_t> outcomes(Sampler& sampler, node_model::Tsl2591Model& model,
                                    std::uint32_t start, std::uint32_t length_ms,
                                    std::uint32_t step_ms) {
  std::vector<std::uint32_t> times;
  for (std::uint32_t passed = 0; passed < length_ms; passed += step_ms) {
    if (sampler.poll(start + passed)) times.push_back(sampler.taken_ms() - start);
    model.pass(step_ms);
  }
  return times;
}

TEST(Sampler, MeasuresOnceAMinuteWithoutDrift) {
  node_model::Tsl2591Model model;
  model.shine(20);
  Sampler sampler(model, 60'000);
  const auto times = outcomes(sampler, model, 1234, 24 * 3'600'000, 10);
  ASSERT_EQ(times.size(), 24U * 60U);
  for (std::size_t i = 1; i < times.size(); ++i) {
    ASSERT_NEAR(times[i], static_cast<double>(i) * 60'000, 1'400) << i;
  }
}

TEST(Sampler, DoesNotMissABeatAtTheCountersWrap) {
  node_model::Tsl2591Model model;
  model.shine(20);
  Sampler sampler(model, 60'000);
  const std::uint32_t start = 0U - 600'000;  // ten minutes before 2^32
  const auto times = outcomes(sampler, model, start, 1'200'000, 10);
  ASSERT_EQ(times.size(), 20U);
  for (std::size_t i = 1; i < times.size(); ++i)
    ASSERT_NEAR(times[i], static_cast<double>(i) * 60'000, 1'400);
}

TEST(Sampler, FailedMeasurementsAreOutcomesTooAndKeepThePace) {
  node_model::Tsl2591Model model;
  model.fail_transfers(0, 1'000'000);
  Sampler sampler(model, 60'000);
  const auto times = outcomes(sampler, model, 0, 600'000, 10);
  EXPECT_EQ(times.size(), 10U);
  EXPECT_EQ(sampler.measurement().outcome, Outcome::no_answer);
}

TEST(Sampler, MissedTimesAreNotMadeUpFor) {
  node_model::Tsl2591Model model;
  Sampler sampler(model, 60'000);
  EXPECT_EQ(outcomes(sampler, model, 0, 60'000, 10).size(), 1U);
  EXPECT_EQ(outcomes(sampler, model, 600'000, 59'000, 10).size(), 1U);  // ten minutes later
}

TEST(Sampler, SaysWhenItNextNeedsAttention) {
  node_model::Tsl2591Model model;
  model.shine(20'000);
  Sampler sampler(model, 60'000);
  EXPECT_FALSE(sampler.poll(500));
  EXPECT_EQ(sampler.wake_ms(), 600U);  // the end of a conversion
  model.pass(101);
  EXPECT_FALSE(sampler.poll(601));  // saturated: again in the lowest range
  model.pass(101);
  EXPECT_TRUE(sampler.poll(702));
  EXPECT_EQ(sampler.wake_ms(), 60'500U);
}

}  // namespace

}  // namespace lamplighter::node
