// SPDX-License-Identifier: Apache-2.0
#include "analysis/smooth.h"

#include "analysis/gaps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace lamplighter {
namespace {

using ::testing::ElementsAre;

/// One value a minute; a gap of an hour before each of `begins` but the first.
Series<Lux> series_of(const std::vector<double>& values, std::vector<std::size_t> begins = {0}) {
  std::vector<Sample<Lux>> samples;
  for (const double value : values)
    samples.push_back({Instant(std::chrono::minutes(samples.size())), Lux(value)});
  return {std::move(samples), std::move(begins)};
}

std::vector<double> smoothed(const Series<Lux>& series, const Smoothing& smoothing = {}) {
  std::vector<double> values;
  const Series<Lux> result = smooth(series, smoothing);
  EXPECT_EQ(result.size(), series.size());
  for (const Sample<Lux>& sample : result.all()) values.push_back(sample.value.value());
  return values;
}

TEST(Smooth, TakesTheMeanOfTheLastFiveAndOfFewerAtTheStart) {
  EXPECT_THAT(smoothed(series_of({10, 20, 60, 30, 80, 110, 0})),
              ElementsAre(10, 15, 30, 30, 40, 60, 56));
}

TEST(Smooth, StartsAfreshBehindAGap) {
  EXPECT_THAT(smoothed(series_of({100, 100, 0, 10, 7}, {0, 2, 4})), ElementsAre(100, 100, 0, 5, 7));
}

TEST(Smooth, RoundsTiesToTheEvenLuxAlsoBelowZero) {
  EXPECT_THAT(smoothed(series_of({0.5, 2.5}, {0, 1})), ElementsAre(0, 2));
  EXPECT_THAT(smoothed(series_of({1.5, -1.5, -2.5, -3.4}, {0, 1, 2, 3})),
              ElementsAre(2, -2, -2, -3));
}

TEST(Smooth, NeverGivesANegativeZero) {
  EXPECT_FALSE(std::signbit(smoothed(series_of({-0.3})).front()));
}

TEST(Smooth, KeepsFractionsWhereTheResolutionIsOffOrFine) {
  EXPECT_THAT(smoothed(series_of({0.25, 0.5}), {5, std::nullopt}), ElementsAre(0.25, 0.375));
  EXPECT_THAT(smoothed(series_of({0.25, 0.5}), {5, 0.25}), ElementsAre(0.25, 0.5));
  EXPECT_THAT(smoothed(series_of({13, 48}), {1, 5}), ElementsAre(15, 50));
}

TEST(Smooth, StaysFiniteWhateverAFileHolds) {
  const double greatest = std::numeric_limits<double>::max();
  for (const double resolution : {1.0, 0.01, 100.0}) {
    for (const double value : smoothed(series_of(std::vector(5, greatest)), {5, resolution}))
      EXPECT_NEAR(value / greatest, 1, 1e-9);
  }
}

TEST(Smooth, AWindowOfOneOnlyRounds) {
  EXPECT_THAT(smoothed(series_of({1.2, 9.8, 4}), {1, 1.0}), ElementsAre(1, 10, 4));
}

TEST(Summary, TellsTheExtremesAndTheSum) {
  EXPECT_EQ(summary(series_of({5, -4, 9.5}, {0, 2})), (Summary{3, -4, 9.5, 10.5}));
  EXPECT_EQ(summary({}), Summary{});
}

}  // namespace
}  // namespace lamplighter
