// SPDX-License-Identifier: Apache-2.0
#include "analysis/levels.h"

#include "analysis/optimal_kmeans.h"
#include "core/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lamplighter {
namespace {

using ::testing::ElementsAre;

ValueCounts counted(std::vector<double> values) {
  std::vector<Sample<Lux>> samples;
  for (const double value : values) samples.push_back({Instant{}, Lux(value)});
  return value_counts(samples);
}

/// Sum of squared distances of the values [from, until) from their mean.
double inertia_of(const ValueCounts& values, std::size_t from, std::size_t until) {
  double n = 0;
  double sum = 0;
  for (std::size_t i = from; i < until; ++i) {
    n += values.count(i);
    sum += values.values[i] * values.count(i);
  }
  double inertia = 0;
  for (std::size_t i = from; i < until; ++i)
    inertia += values.count(i) * std::pow(values.values[i] - sum / n, 2);
  return inertia;
}

/// The least inertia by trying every way to cut, each with fresh means: slow and obvious.
double least_inertia(const ValueCounts& values, std::size_t levels, std::size_t from = 0) {
  if (levels == 1) return inertia_of(values, from, values.size());
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t cut = from + 1; cut + levels - 1 <= values.size(); ++cut)
    best = std::min(best, inertia_of(values, from, cut) + least_inertia(values, levels - 1, cut));
  return best;
}

TEST(Levels, AreTheObviousGroups) {
  const Levels levels = best_levels(counted({1, 2, 3, 50, 52, 200, 500, 502, 502}), 4);
  EXPECT_THAT(levels.centres, ElementsAre(2.0, 51.0, 200.0, 1504.0 / 3));
  EXPECT_THAT(levels.counts, ElementsAre(3, 2, 1, 3));
  EXPECT_THAT(levels.cuts, ElementsAre(50, 200, 500));
  EXPECT_NEAR(levels.inertia, 2 + 2 + 0 + 8.0 / 3, 1e-12);
}

TEST(Levels, HaveTheLeastInertiaThatAnyCutsGive) {
  Rng rng(20261124);
  for (int round = 0; round < 1500; ++round) {
    const std::size_t size = 1 + rng.below(13);
    const bool whole = rng.below(2) == 0;
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i) {
      const double value = rng.uniform(-20, rng.below(4) == 0 ? 1000 : 40);
      values.push_back(whole ? std::round(value) : value);
    }
    const auto distinct = counted(values);
    const std::size_t wanted = 1 + rng.below(5);
    const Levels levels = best_levels(distinct, wanted);
    const std::size_t count = std::min(wanted, distinct.size());
    ASSERT_EQ(levels.counts.size(), count);
    ASSERT_EQ(levels.centres.size(), count);
    ASSERT_EQ(levels.cuts.size(), count - 1);
    const double least = least_inertia(distinct, count);
    ASSERT_NEAR(levels.inertia, least, 1e-9 * (1 + least)) << "round " << round;
  }
}

TEST(Levels, FewerDistinctValuesThanLevelsGiveALevelEach) {
  EXPECT_THAT(best_levels(counted({7, 7, 3}), 4).centres, ElementsAre(3.0, 7.0));
  EXPECT_THAT(best_levels(counted({7, 7, 3}), 4).cuts, ElementsAre(7));
  const Levels zeros = best_levels(counted({0, 0, 0}), 4);
  EXPECT_THAT(zeros.counts, ElementsAre(3));
  EXPECT_TRUE(zeros.cuts.empty());
  EXPECT_EQ(zeros.inertia, 0);
}

TEST(Levels, OfNothingAreOneEmptyLevel) {
  const Levels levels = best_levels({}, 4);
  EXPECT_THAT(levels.centres, ElementsAre(std::nullopt));
  EXPECT_THAT(levels.counts, ElementsAre(0));
}

TEST(Levels, GivenCutsPutAValueOnTheCutIntoTheUpperLevel) {
  const Levels levels = levels_at(counted({1, 30, 31, 32, 400}), {31, 137, 344});
  EXPECT_THAT(levels.counts, ElementsAre(2, 2, 0, 1));
  EXPECT_THAT(levels.centres, ElementsAre(15.5, 31.5, std::nullopt, 400.0));
  EXPECT_THAT(levels.cuts, ElementsAre(31, 137, 344));
  EXPECT_NEAR(levels.inertia, 2 * 14.5 * 14.5 + 2 * 0.25, 1e-12);
}

TEST(Levels, HoldForHugeValuesAsForSmallOnes) {
  for (const double unit : {1e-300, 1e-9, 1e200, 1e300}) {
    const auto cuts =
        optimal_kmeans_1d(counted({-1 * unit, -0.9 * unit, 3 * unit, 3.1 * unit, 100 * unit}), 3);
    EXPECT_THAT(cuts, ElementsAre(2, 4)) << unit;
  }
}

/// Cuts by filling every cell of every layer, each in the time of a row: quadratic, and exact.
std::vector<std::size_t> quadratic_cuts(const ValueCounts& values, std::size_t levels) {
  RunningSums walk(values);
  std::vector<Sums> sums;
  for (std::size_t i = 0; i <= values.size(); ++i) {
    walk.advance_to(i);
    sums.push_back(walk.sums());
  }
  const std::size_t n = values.size();
  std::vector<std::vector<double>> inertia(levels + 1, std::vector<double>(n + 1, HUGE_VAL));
  std::vector<std::vector<std::size_t>> best(levels + 1, std::vector<std::size_t>(n + 1, 0));
  inertia[0][0] = 0;
  for (std::size_t j = 1; j <= levels; ++j) {
    for (std::size_t c = j; c <= n; ++c) {
      for (std::size_t b = j - 1; b < c; ++b) {
        const double sum = inertia[j - 1][b] + cost(sums[b], sums[c]);
        if (sum < inertia[j][c]) inertia[j][c] = sum, best[j][c] = b;
      }
    }
  }
  std::vector<std::size_t> cuts(levels - 1);
  for (std::size_t j = levels, c = n; j > 1; --j) cuts[j - 2] = c = best[j][c];
  return cuts;
}

TEST(Levels, OfThousandsOfValuesEqualTheQuadraticSearch) {
  Rng rng(5);
  std::vector<double> values;
  for (int i = 0; i < 1500; ++i) values.push_back(std::exp(rng.uniform(0, 7)));
  const auto distinct = counted(values);
  EXPECT_EQ(optimal_kmeans_1d(distinct, 4), quadratic_cuts(distinct, 4));
}

/// Three shapes of light with so many distinct values that the windows are narrowed.
std::vector<double> many_values(int shape, Rng& rng) {
  std::vector<double> values;
  for (int i = 0; i < 40000; ++i) {
    const double u = rng.uniform();
    if (shape == 0)
      values.push_back(u);
    else if (shape == 1)
      values.push_back(std::exp(7 * u));
    else
      values.push_back(static_cast<double>(rng.below(6)) * 100 + rng.normal());
  }
  return values;
}

TEST(Levels, NarrowedWindowsGiveTheCutsOfAllPositions) {
  for (int shape = 0; shape < 3; ++shape) {
    Rng rng(static_cast<std::uint64_t>(shape) + 17);
    const auto distinct = counted(many_values(shape, rng));
    ASSERT_GT(distinct.size(), 30000U);
    const RunningSums start(distinct);
    for (const std::size_t levels : {2U, 3U, 4U, 6U}) {
      const auto everywhere = all_positions(distinct.size(), levels);
      const auto narrowed = cut_windows(start, levels);
      ASSERT_EQ(narrowed.size(), levels - 1);
      EXPECT_EQ(cuts_within(start, narrowed), cuts_within(start, everywhere));
      EXPECT_LT(narrowed.front().size(), everywhere.front().size() / 2) << "shape " << shape;
    }
  }
}

}  // namespace
}  // namespace lamplighter
