// SPDX-License-Identifier: Apache-2.0
// The whole path on a small synthetic series with every quirk of a real capture, compared with an
// independent slow version: minute by minute, with an explicit gap mark, as in the original.
#include "analysis/path.h"

#include "analysis/gaps.h"
#include "analysis/optimal_kmeans.h"
#include "core/random.h"
#include "sky/sun.h"
#include "testing/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <numeric>

namespace lamplighter {
namespace {

using ::testing::ElementsAre;

/// One value per minute; a gap of an hour before each of `begins` except the first.
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

const Place lisbon{38.7, -9.1, *TimeZone::find("Europe/Lisbon")};

/// One sample of the slow version; an empty one marks a gap.
struct Step {
  Instant at;
  double lux;
  Zone zone;
  bool on;
};
using Steps = std::vector<std::optional<Step>>;

/// Smoothed, zoned and switched at `threshold`, a gap mark between segments.
Steps slow_steps(const std::vector<Sample<Lux>>& samples, double threshold) {
  Steps steps;
  ZoneClock zones(lisbon);
  std::deque<double> window;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i > 0 && to_epoch_seconds(samples[i].at) - to_epoch_seconds(samples[i - 1].at) > 240) {
      steps.emplace_back();
      window.clear();
    }
    window.push_back(samples[i].value.value());
    if (window.size() > 5) window.pop_front();
    const double mean =
        std::accumulate(window.begin(), window.end(), 0.0) / static_cast<double>(window.size());
    const double below = std::floor(mean);
    const bool up = mean - below > 0.5 || (mean - below == 0.5 && std::fmod(below, 2) != 0);
    const Zone zone = zones.zone(samples[i].at);
    const double lux = up ? below + 1 : below;
    steps.push_back(Step{samples[i].at, lux, zone, lux >= threshold});
  }
  return steps;
}

/// As in the original scanner: a run is emitted when it ends, if its beginning was seen.
std::vector<WholeRun> slow_runs(const Steps& steps) {
  std::vector<WholeRun> runs;
  std::optional<WholeRun> current;
  bool beginning_seen = false;
  for (const auto& step : steps) {
    if (!step) {
      current.reset();
      continue;
    }
    const OnOff state = step->on ? OnOff::on : OnOff::off;
    if (current && current->state == state) {
      ++current->samples;
      continue;
    }
    if (current && beginning_seen) runs.push_back(*current);
    beginning_seen = current.has_value();
    current = WholeRun{state, step->zone, 1};
  }
  return runs;
}

/// On and off of every subsequence, by zone, sample by sample.
std::array<std::vector<std::vector<bool>>, 4> slow_subsequences(const Steps& steps) {
  std::array<std::vector<std::vector<bool>>, 4> zones;
  std::optional<Zone> current;
  for (const auto& step : steps) {
    if (!step) {
      current.reset();
      continue;
    }
    auto& zone = zones[index_of(step->zone)];
    if (current != step->zone) zone.emplace_back();
    current = step->zone;
    zone.back().push_back(step->on);
  }
  return zones;
}

std::vector<bool> minutes_of(const RunLengths& runs) {
  std::vector<bool> minutes;
  for (const Run& run : runs)
    minutes.insert(minutes.end(), static_cast<std::size_t>(run.length), run.state == OnOff::on);
  return minutes;
}

void expect_equal_to_the_slow_version(const std::vector<Sample<Lux>>& samples,
                                      const PathSettings& settings) {
  const Analysis found = analyse(samples, lisbon, settings);
  ASSERT_TRUE(found.on_from);
  const Steps steps = slow_steps(samples, *found.on_from);

  std::size_t gap_marks = 0;
  std::int64_t on_count = 0;
  double sum = 0;
  for (const auto& step : steps) {
    gap_marks += step ? 0 : 1;
    on_count += step && step->on ? 1 : 0;
    sum += step ? step->lux : 0;
  }
  EXPECT_EQ(found.gaps.size(), gap_marks);
  EXPECT_EQ(found.smoothed.samples, samples.size());
  EXPECT_EQ(found.smoothed.sum, sum);
  EXPECT_EQ(found.on_samples, on_count);
  EXPECT_EQ(
      std::accumulate(found.levels.counts.begin(), found.levels.counts.end(), std::int64_t{0}),
      static_cast<std::int64_t>(samples.size()));
  EXPECT_EQ(found.whole_runs, slow_runs(steps));

  const auto expected = slow_subsequences(steps);
  for (const Zone zone : all_zones) {
    const auto& subsequences = found.subsequences[index_of(zone)];
    ASSERT_EQ(subsequences.size(), expected[index_of(zone)].size()) << to_string(zone);
    for (std::size_t i = 0; i < subsequences.size(); ++i)
      ASSERT_EQ(minutes_of(subsequences[i]), expected[index_of(zone)][i]) << to_string(zone) << i;
  }
}

/// Days of a synthetic room: daylight, a lamp, noise below zero, gaps, a single sample between
/// gaps, two samples in a second, a period with another interval.
std::vector<Sample<Lux>> quirky_room(std::uint64_t seed, int days) {
  Rng rng(seed);
  std::vector<Sample<Lux>> samples;
  Instant at = *parse_instant("2026-03-26T17:20:11.25Z");  // clocks change on the 29th
  const Instant end = at + std::chrono::days(days);
  bool lamp = false;
  while (at < end) {
    if (rng.below(90) == 0) lamp = !lamp;
    const int minute = lisbon.zone.minute_of_day(at);
    const double daylight = minute > 400 && minute < 1140 ? 120 * rng.uniform() : 0;
    samples.push_back({at, Lux((lamp ? 60 : 0) + daylight + 2 * rng.normal())});
    at += std::chrono::milliseconds(rng.below(40) == 0 ? 700 : 60000 + rng.below(900));
    if (rng.below(150) == 0) at += std::chrono::seconds(100 + rng.below(400));
    if (rng.below(700) == 0) at += std::chrono::hours(rng.below(9));
  }
  return samples;
}

TEST(Path, EqualsTheSlowVersionOnRoomsWithEveryQuirk) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto samples = quirky_room(seed, 9);
    ASSERT_GT(samples.size(), 5000U);
    for (int on_level = 1; on_level <= 3; ++on_level) {
      PathSettings settings;
      settings.on_level = on_level;
      SCOPED_TRACE("seed " + std::to_string(seed) + ", level " + std::to_string(on_level));
      expect_equal_to_the_slow_version(samples, settings);
      settings.cuts = {20, 55, 100};
      expect_equal_to_the_slow_version(samples, settings);
    }
  }
}

TEST(Path, GivesTheFiguresWorkedOutByHand) {
  const auto at = [](const char* text, double lux) {
    return Sample<Lux>{*parse_instant(text), Lux(lux)};
  };
  // 31 March 2026 in Lisbon: sunrise at 7:22 and sunset at 19:57 local time.
  const std::vector<Sample<Lux>> samples{
      at("2026-03-31T20:24:00+01:00", -3.5), at("2026-03-31T20:25:00+01:00", -0.5),
      at("2026-03-31T20:26:00+01:00", 100),  at("2026-03-31T20:26:00.4+01:00", 100),
      at("2026-03-31T20:27:00+01:00", 100),  at("2026-03-31T20:28:00+01:00", 0),
      at("2026-03-31T20:29:00+01:00", 0),    at("2026-03-31T20:33:00+01:00", 0),
      at("2026-03-31T20:40:00+01:00", 100),  // single sample between two gaps
      at("2026-03-31T21:29:30+01:00", 100),  at("2026-03-31T21:30:30+01:00", 100),
      at("2026-03-31T21:31:30+01:00", 0),
  };
  PathSettings settings;
  settings.cuts = {10, 50, 90};
  settings.on_level = 2;
  const Analysis found = analyse(samples, lisbon, settings);
  // Smoothed: -4 (-3.5, tie to even) -2 32 49 59 60 60 40 | 100 | 100 100 67
  ASSERT_EQ(found.gaps.size(), 2U);
  EXPECT_EQ(found.gaps[0].missing, 5);   // 7 minutes: readings at 34, 35, 36, 37, 38
  EXPECT_EQ(found.gaps[1].missing, 48);  // 49.5 minutes
  EXPECT_EQ(found.smoothed, (Summary{12, -4, 100, -4 - 2 + 32 + 49 + 59 + 60 + 60 + 40 + 367}));
  EXPECT_EQ(found.levels.counts, (std::vector<std::int64_t>{2, 3, 4, 3}));
  EXPECT_EQ(found.on_from, 50);
  EXPECT_EQ(found.on_samples, 7);
  EXPECT_EQ(found.whole_runs, (std::vector<WholeRun>{{OnOff::on, Zone::evening, 3}}));
  EXPECT_TRUE(found.subsequences[0].empty());
  EXPECT_TRUE(found.subsequences[1].empty());
  EXPECT_EQ(
      found.subsequences[2],
      (std::vector<RunLengths>{
          {{OnOff::off, 4}, {OnOff::on, 3}, {OnOff::off, 1}}, {{OnOff::on, 1}}, {{OnOff::on, 2}}}));
  EXPECT_EQ(found.subsequences[3], (std::vector<RunLengths>{{{OnOff::on, 1}}}));
}

TEST(Path, OfNoReadingsHasNothingInIt) {
  const Analysis found = analyse({}, lisbon, {});
  EXPECT_TRUE(found.gaps.empty());
  EXPECT_EQ(found.smoothed, Summary{});
  EXPECT_EQ(found.on_from, std::nullopt);
  EXPECT_TRUE(found.whole_runs.empty());
}

TEST(Path, OfADarkRoomIsNeverOn) {
  std::vector<Sample<Lux>> samples;
  for (int i = 0; i < 100; ++i)
    samples.push_back({*parse_instant("2026-03-31T20:24:00Z") + std::chrono::minutes(i), Lux(0)});
  const Analysis found = analyse(samples, lisbon, {});
  EXPECT_EQ(found.levels.counts, (std::vector<std::int64_t>{100}));
  EXPECT_EQ(found.on_from, std::nullopt);
  EXPECT_EQ(found.on_samples, 0);
}

}  // namespace

namespace {

using testing::off;
using testing::on;

TEST(Switching, AValueOnTheCutIsOn) {
  const auto runs = switching(series_of({29.9, 30, 30.1, 5}, {0}), 30.0);
  EXPECT_EQ(runs, (std::vector<RunLengths>{{{off, 1}, {on, 2}, {off, 1}}}));
  EXPECT_EQ(on_samples(runs), 2);
}

TEST(Switching, ARunEndsAtAGap) {
  const auto runs = switching(series_of({40, 40, 40, 1, 40}, {0, 2}), 30.0);
  EXPECT_EQ(runs, (std::vector<RunLengths>{{{on, 2}}, {{on, 1}, {off, 1}, {on, 1}}}));
  EXPECT_EQ(on_samples(runs), 4);
}

TEST(Switching, TheOnLevelChoosesTheCut) {
  const Levels levels{{1.0, 50.0, 200.0, 450.0}, {1, 1, 1, 1}, {30, 135, 344}, 0};
  EXPECT_EQ(on_from(levels, 1), 30);
  EXPECT_EQ(on_from(levels, 2), 135);
  EXPECT_EQ(on_from(levels, 3), 344);
  EXPECT_EQ(on_from(levels, 4), std::nullopt);
}

TEST(Switching, WithoutTheLevelNothingIsOn) {
  const auto runs = switching(series_of({1e300, 0}, {0}), std::nullopt);
  EXPECT_EQ(runs, (std::vector<RunLengths>{{{off, 2}}}));
  EXPECT_EQ(on_samples(runs), 0);
}

}  // namespace

namespace {

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

/// The least inertia, found by trying all cuts with recomputed means: slow and obvious.
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

/// The cuts found by filling every cell of every layer: quadratic, and exact.
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

/// Three kinds of light with so many distinct values that the windows are narrowed.
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
