// SPDX-License-Identifier: Apache-2.0
#include "observer/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lamplighter {
namespace {

const EvaluationSettings quick{.splits = 4, .folds = 5, .trees = 20, .permutations = 49};

/// An evening from about six to about eleven, with a short visit to the next room.
WatchedDay evening(Date date, Rng& rng) {
  const double begin = 840 + 20 * rng.normal();
  const double end = 1140 + 30 * rng.normal();
  const double visit = rng.uniform(begin + 10, end - 30);
  return {date, {{{begin, end}}, {{visit, visit + rng.uniform(3, 15)}}}};
}

std::vector<WatchedDay> evenings(int count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<WatchedDay> days;
  for (int i = 0; i < count; ++i)
    days.push_back(evening(plus_days(*parse_date("2026-01-01"), i), rng));
  return days;
}

TEST(Evaluation, APlannerThatIsTheHouseholdItselfCannotBeDistinguished) {
  const std::vector<WatchedDay> days = evenings(160, 1);
  Rng rng(2);
  int steps = 0;
  const Evaluation seen = evaluate(
      days,
      [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng& chance) {
        EXPECT_EQ(learned.size(), 80U);
        std::vector<WatchedDay> plans;
        for (const Date date : dates) plans.push_back(evening(date, chance));
        return plans;
      },
      quick, rng,
      [&](int step) {
        EXPECT_EQ(step, ++steps);
        return true;
      });
  EXPECT_EQ(steps, 4);
  EXPECT_EQ(seen.real_days, 160);
  for (const AucScores* told : {&seen.real, &seen.replay, &seen.planned}) {
    EXPECT_NEAR(told->events.mean, 0.5, 0.09);  // two standard errors of 80 days against 80
    EXPECT_NEAR(told->bins.mean, 0.5, 0.09);
    EXPECT_NEAR(told->logistic.mean, 0.5, 0.09);
  }
  EXPECT_GT(seen.energy_p, 0.05);
  EXPECT_LT(seen.planned_share_below, 0.3);
}

DayMaker household_itself() {
  return [](std::span<const WatchedDay>, std::span<const Date> dates, Rng& rng) {
    std::vector<WatchedDay> plans;
    for (const Date date : dates) plans.push_back(evening(date, rng));
    return plans;
  };
}

/// The same household, with visits to the next room that are half an hour longer.
DayMaker long_visits() {
  return [](std::span<const WatchedDay>, std::span<const Date> dates, Rng& rng) {
    std::vector<WatchedDay> plans;
    for (const Date date : dates) {
      plans.push_back(evening(date, rng));
      plans.back().rooms[1][0].until += 30;
    }
    return plans;
  };
}

TEST(Evaluation, NamesWhatGavePlannedDaysAway) {
  Rng rng(5);
  const std::vector<WatchedDay> days = evenings(60, 6);
  const Evaluation seen = evaluate(days, long_visits(), quick, rng);
  ASSERT_FALSE(seen.giveaways.empty());
  const Feature clearest = event_feature_list(2)[seen.giveaways.front().column];
  EXPECT_EQ(clearest.room, 1U);
  EXPECT_TRUE(clearest.kind == FeatureKind::length || clearest.kind == FeatureKind::together ||
              clearest.kind == FeatureKind::rooms_at_once);
  EXPECT_GT(seen.giveaways.front().auc, 0.9);
  EXPECT_GT(seen.giveaways.front().planned, seen.giveaways.front().real);
  EXPECT_GT(seen.more.events.mean, 0.3) << "more than replayed days";
  EXPECT_NEAR(seen.habits.lit_minutes[1].planned - seen.habits.lit_minutes[1].real, 30, 3);
  EXPECT_NEAR(seen.habits.switches.real, 4, 1e-9);
  EXPECT_LT(std::abs(seen.habits.first_on.planned - seen.habits.first_on.real),
            3 * seen.habits.first_on.error);
}

TEST(Evaluation, ComparesOnlyWhatTheObserverCanSee) {
  Rng rng(7);
  EvaluationSettings blind = quick;
  blind.view = [](const WatchedDay& day) { return WatchedDay{day.date, {day.rooms[0], {}}}; };
  const Evaluation seen = evaluate(evenings(60, 6), long_visits(), blind, rng);
  EXPECT_NEAR(seen.planned.events.mean, 0.5, 0.15);
  EXPECT_EQ(seen.habits.lit_minutes[1].planned, 0);
  EXPECT_TRUE(seen.giveaways.empty() ||
              event_feature_list(2)[seen.giveaways.front().column].room == 0);
}

TEST(Absences, OfAHouseholdThatPlansItselfCannotBeDistinguished) {
  Rng rng(8);
  const std::vector<WatchedDay> days = evenings(80, 9);
  const AbsenceEvaluation seen = evaluate_absences(days, household_itself(), quick, rng);
  EXPECT_GE(seen.absences, 4);
  EXPECT_LE(seen.absences, 5);
  EXPECT_NEAR(seen.planned.events.mean, 0.5, 0.15);
  EXPECT_NEAR(seen.replay.events.mean, 0.5, 0.15);
}

TEST(Absences, LearnOnlyWhatWasBefore) {
  Rng rng(10);
  const std::vector<WatchedDay> days = evenings(60, 11);
  const AbsenceEvaluation seen = evaluate_absences(
      days,
      [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng& chance) {
        EXPECT_GE(learned.size(), 10U);
        EXPECT_LT(learned.back().date, dates.front());
        EXPECT_EQ(dates.size(), 14U);
        return long_visits()(learned, dates, chance);
      },
      quick, rng);
  EXPECT_GT(seen.more.events.mean, 0.3);
}

TEST(Absences, NeedTenDaysAndAFortnight) {
  Rng rng(12);
  EXPECT_EQ(evaluate_absences(evenings(23, 1), household_itself(), quick, rng).absences, 0);
  EXPECT_EQ(evaluate_absences(evenings(24, 1), household_itself(), quick, rng).absences, 1);
}

TEST(Evaluation, OneThatMovesTheRoomsApartIsRecognisedThoughEachRoomIsAsItWas) {
  const std::vector<WatchedDay> days = evenings(60, 3);
  Rng rng(4);
  const Evaluation seen = evaluate(
      days,
      [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng& chance) {
        std::vector<WatchedDay> plans;
        for (const Date date : dates) {
          plans.push_back(learned[chance.below(learned.size())]);
          plans.back().date = date;
          plans.back().rooms[1] = {{100, 110}};  // in the morning, when the other room is dark
        }
        return plans;
      },
      quick, rng);
  EXPECT_GT(seen.planned.events.mean, 0.95);
  EXPECT_GT(seen.planned.bins.mean, 0.95);
  EXPECT_GT(seen.planned.logistic.mean, 0.95);
  EXPECT_LT(seen.energy_p, 0.05);
  EXPECT_GT(seen.energy_planned, 2 * seen.energy_real);
}

TEST(Evaluation, DaysPlayedAgainAreNearerThanRealOnes) {
  const std::vector<WatchedDay> days = evenings(40, 5);
  Rng rng(6);
  const Evaluation seen = evaluate(
      days,
      [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng&) {
        return std::vector<WatchedDay>(learned.begin(),
                                       learned.begin() + static_cast<std::ptrdiff_t>(dates.size()));
      },
      quick, rng);
  EXPECT_EQ(seen.planned_share_below, 1.0);
  EXPECT_GT(seen.real_p10_minutes, 0);
}

TEST(Evaluation, FourDaysAreEnoughForAFigureThoughNotForAVerdict) {
  const std::vector<WatchedDay> days = evenings(fewest_days, 8);
  Rng rng(9);
  const Evaluation seen = evaluate(
      days,
      [](std::span<const WatchedDay> learned, std::span<const Date>, Rng&) {
        return std::vector<WatchedDay>(learned.begin(), learned.end());
      },
      quick, rng);
  EXPECT_EQ(seen.real_days, 4);
  EXPECT_GE(seen.planned.events.mean, 0);
  EXPECT_LE(seen.planned.events.mean, 1);
}

TEST(Energy, IsNothingBetweenLikeRowsAndFarBetweenUnlikeOnes) {
  Rng rng(7);
  Table table(3);
  Labels labels;
  for (int i = 0; i < 60; ++i) {
    table.add_row(std::vector<double>{rng.normal(), rng.normal(), 5.0});
    labels.push_back(static_cast<std::uint8_t>(i % 2));
  }
  EXPECT_GT(energy_test(table, labels, 99, rng).p, 0.05);
  Table apart(1);
  for (const std::uint8_t label : labels)
    apart.add_row(std::vector<double>{label + 0.1 * rng.uniform()});
  const EnergyTest far = energy_test(apart, labels, 99, rng);
  EXPECT_EQ(far.p, 0.01);
  EXPECT_GT(far.distance, 1);
}

TEST(Evaluation, EndsWithTheSplitsThatAreDoneWhereItIsAskedTo) {
  Rng rng(1);
  std::vector<WatchedDay> days;
  for (int i = 0; i < 12; ++i)
    days.push_back(evening(plus_days(*parse_date("2026-10-01"), i), rng));
  const auto again = [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng&) {
    return std::vector<WatchedDay>(dates.size(), learned.front());
  };
  EXPECT_EQ(evaluate(days, again, quick, rng, [](int step) { return step < 2; }).splits, 2);
}

TEST(Evaluation, EndsInsideASplitWhereItIsStopped) {
  std::stop_source stop;
  Rng rng(1);
  EvaluationSettings settings = quick;
  settings.stop = stop.get_token();
  int plans = 0;
  const auto again = [&](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng&) {
    if (++plans == 2) stop.request_stop();
    return std::vector<WatchedDay>(dates.size(), learned.front());
  };
  EXPECT_EQ(evaluate(evenings(12, 1), again, settings, rng).splits, 1);
  EXPECT_EQ(plans, 2);
  EXPECT_EQ(evaluate(evenings(12, 1), again, settings, rng).splits, 0);
}

TEST(Evaluation, DrawsAsManyDaysOfALongHistoryAsFit) {
  Rng rng(1);
  EvaluationSettings settings = quick;
  settings.most_values = 1;
  const auto again = [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng&) {
    return std::vector<WatchedDay>(dates.size(), learned.front());
  };
  EXPECT_EQ(evaluate(evenings(60, 1), again, settings, rng).real_days, enough_days);
}

TEST(Evaluation, ComparesLitDaysOnlyWhereNoveltyIsMeant) {
  std::vector<WatchedDay> days = evenings(40, 5);
  for (std::size_t i = 0; i < days.size(); i += 3) days[i].rooms = {{}, {}};
  Rng rng(6);
  const auto dark = [](std::span<const WatchedDay>, std::span<const Date> dates, Rng&) {
    std::vector<WatchedDay> plans;
    for (const Date date : dates) plans.push_back({date, {{}, {}}});
    return plans;
  };
  const Evaluation seen = evaluate(days, dark, quick, rng);
  EXPECT_GT(seen.real_p10_minutes, 0);
  EXPECT_EQ(seen.planned_share_below, 0.0) << "a dark day is no copy";
}

}  // namespace
}  // namespace lamplighter
