// SPDX-License-Identifier: Apache-2.0
// The whole path on a small series of our own with every quirk of a real capture, compared with an
// independent slow version: minute by minute, with an explicit gap mark, as the ancestor does it.
#include "analysis/path.h"

#include "core/random.h"
#include "sky/day_zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <numeric>

namespace lamplighter {
namespace {

const Place lisbon{38.7, -9.1, *TimeZone::find("Europe/Lisbon")};

/// One sample of the slow version; nothing marks a gap.
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
    const Date date = lisbon.zone.date_of(samples[i].at);
    const Zone zone =
        zone_at(day_zones(sun(lisbon, date)), lisbon.zone.minute_of_day(samples[i].at));
    const double lux = up ? below + 1 : below;
    steps.push_back(Step{samples[i].at, lux, zone, lux >= threshold});
  }
  return steps;
}

/// As the ancestor's scanner: a run is told when it ends, if its beginning was seen.
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

/// Days of a made-up room: daylight, a lamp, noise below zero, gaps, a lone sample between gaps,
/// two samples in a second, a stretch at another rhythm.
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
  // 31 March 2026 at Lisbon: the sun rises at 7:22 and sets at 19:57 of the clock.
  const std::vector<Sample<Lux>> samples{
      at("2026-03-31T20:24:00+01:00", -3.5), at("2026-03-31T20:25:00+01:00", -0.5),
      at("2026-03-31T20:26:00+01:00", 100),  at("2026-03-31T20:26:00.4+01:00", 100),
      at("2026-03-31T20:27:00+01:00", 100),  at("2026-03-31T20:28:00+01:00", 0),
      at("2026-03-31T20:29:00+01:00", 0),    at("2026-03-31T20:33:00+01:00", 0),
      at("2026-03-31T20:40:00+01:00", 100),  // alone between two gaps
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
}  // namespace lamplighter
