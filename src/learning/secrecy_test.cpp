// SPDX-License-Identifier: Apache-2.0
#include "observer/classifiers.h"
#include "planning/house_planner.h"
#include "planning/test_days.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace lamplighter {
namespace {

const Date first = std::chrono::year(2026) / 9 / 1;
constexpr int watched_for = 60;  // days

/// A place where the sun is the same all year, so that planned days do not differ by season.
Place quito() { return {-0.18, -78.47, *TimeZone::find("America/Guayaquil")}; }

using Profile = std::vector<double>;

/// The probability that each quarter of an hour is lit, from observed days.
Profile profile_of(std::span<const WatchedDay> days) {
  Profile sum(quarter_hours(days.front()).size(), 0.0);
  for (const WatchedDay& day : days) {
    const std::vector<double> row = quarter_hours(day);
    for (std::size_t i = 0; i < row.size(); ++i) sum[i] += row[i];
  }
  for (double& share : sum) share = (share + 0.5) / (static_cast<double>(days.size()) + 1);
  return sum;
}

/// The log loss of the next day under the profile, summed over quarters of an hour, in nats.
double surprise(const Profile& profile, const WatchedDay& day) {
  const std::vector<double> row = quarter_hours(day);
  double sum = 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    sum -= row[i] * std::log(profile[i]) + (1 - row[i]) * std::log(1 - profile[i]);
  return sum / static_cast<double>(row.size());
}

/// The day after the one most similar to yesterday.
const WatchedDay& after_the_likest(std::span<const WatchedDay> days, const WatchedDay& yesterday) {
  std::size_t likest = 0;
  for (std::size_t i = 0; i + 1 < days.size(); ++i) {
    const bool nearer = minutes_apart(days[i], yesterday) < minutes_apart(days[likest], yesterday);
    if (&days[i] != &yesterday && nearer) likest = i;
  }
  return days[likest + 1];
}

/// Mean over twenty installations: how much better a predictor does on planned days than on real
/// ones.
double gain(
    const std::function<double(std::span<const WatchedDay> seen, const WatchedDay& yesterday,
                               const WatchedDay& next)>& cost) {
  const std::vector<WatchedDay> real = real_days(watched_for, first);
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    HousePlanner planner(habits_of_days(real, quito()), quito());
    const Secret secret = Secret::from_seed(seed);
    for (int i = 0; i <= watched_for; ++i) {
      const Date date = plus_days(first, watched_for + i);
      planner.plan(date, secret.chance(date, "house"));
    }
    const std::span<const WatchedDay> planned = planner.planned();
    const WatchedDay& yesterday = planned[watched_for - 1];
    const WatchedDay& next = planned[watched_for];
    sum += cost(real, yesterday, next) - cost(planned.first(watched_for), yesterday, next);
  }
  return sum / 20;
}

TEST(Secrecy, SixtyPlannedEveningsTellNoMoreOfTheNextThanSixtyRealOnes) {
  const double profiles = gain([](auto seen, const WatchedDay&, const WatchedDay& next) {
    return surprise(profile_of(seen), next);
  });
  EXPECT_LT(profiles, 0.01) << "nats a quarter of an hour, of some 0.1";
  const double likest = gain([](auto seen, const WatchedDay& yesterday, const WatchedDay& next) {
    return minutes_apart(after_the_likest(seen, yesterday), next);
  });
  EXPECT_LT(likest, 30) << "minutes";
  const double again = gain([](auto seen, const WatchedDay&, const WatchedDay& next) {
    return nearest_distance(next, seen);
  });
  EXPECT_LT(again, 10) << "minutes to the best guess of which evening comes again";
}

}  // namespace
}  // namespace lamplighter
