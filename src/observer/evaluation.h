// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/watched_day.h"
#include "observer/classifiers.h"

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace lamplighter {

/// Over the splits.
struct Spread {
  double mean = 0.5;
  double deviation = 0;
};

/// How well the three classifiers tell days of one kind from real ones: AUC.
struct AucScores {
  Spread events;    ///< random forest on event_features
  Spread bins;      ///< random forest on quarter_hours
  Spread logistic;  ///< logistic regression on event_features
};

/// By how much more planned days are recognised than replayed ones, over the same splits.
struct PairedScores {
  Spread events;
  Spread bins;
  Spread logistic;
};

/// One figure of the days, in the mean.
struct Habit {
  double real = 0;
  double planned = 0;
  double error = 0;  ///< standard error of the difference between the two in one split
};

/// What a household's days come to, as lived and as planned.
struct Habits {
  Habit dark_days;                   ///< share of days on which nothing is lit
  std::vector<Habit> lit_minutes{};  ///< of each room, per day
  Habit switches;                    ///< per day, all rooms
  Habit first_on;                    ///< minutes since 04:00, of lit days
  Habit last_off;                    ///< likewise
};

/// A number of event_features that is otherwise on planned days.
struct Giveaway {
  std::size_t column;  ///< of event_features
  double real;         ///< mean
  double planned;
  double auc;  ///< of this number alone: above 0.5 where planned days have more of it
};

/// What the observer's test says of a household's days and a planner.
struct Evaluation {
  int real_days = 0;
  int splits = 0;
  AucScores real;     ///< real days against other real days: the floor
  AucScores replay;   ///< old days verbatim
  AucScores planned;  ///< the planner's
  PairedScores more;  ///< planned less replay
  Habits habits;
  std::vector<Giveaway> giveaways{};  ///< what gave planned days away, the clearest first
  double energy_real = 0;             ///< energy distance of halves of the real days
  double energy_planned = 0;          ///< of planned days from real ones
  double energy_p = 1;                ///< permutation p of the latter, the median over the splits
  double real_p10_minutes = 0;        ///< 10th percentile of a real day's distance to its nearest
  double planned_share_below = 0;     ///< of planned days nearer than that to a real or planned one
};

/// Plans one day for each date, having learned from the days.
using DayMaker = std::function<std::vector<WatchedDay>(std::span<const WatchedDay> learned,
                                                       std::span<const Date> dates, Rng& rng)>;

struct EvaluationSettings {
  int splits = 12;
  int folds = 5;  ///< fewer where a half has fewer days
  int trees = 100;
  int permutations = 99;
  std::size_t most_values = 200'000;  ///< of the days' tables: of longer histories, days are drawn
  std::stop_token stop{};             ///< ends the test with the splits that are done
  /// What the observer can see of a day, real or planned; without it: all.
  std::function<WatchedDay(const WatchedDay&)> view{};
};

/// Fewer real days than this cannot be judged at all: each half must fill two folds.
inline constexpr int fewest_days = 4;

/// Fewer than this say little, whatever the figures.
inline constexpr int enough_days = 20;

/// The observer's test: splits the real days in random halves, has `plan` learn one and plan the
/// dates of the other, and asks the classifiers to tell. `step` is told after each split; where it
/// says false, the test ends with those that are done. Of more days than `most_values` allow for,
/// which is by their rooms, as many are drawn, so that no history takes longer. Requires: at least
/// `fewest_days` days of the same rooms.
Evaluation evaluate(
    std::span<const WatchedDay> days, const DayMaker& plan, const EvaluationSettings& settings,
    Rng& rng, const std::function<bool(int)>& step = [](int) { return true; });

/// What an observer says of whole absences: the planner learned up to a day and planned the next
/// `absence_days`.
struct AbsenceEvaluation {
  int absences = 0;  ///< in the mean of the draws; 0: too few days are known
  AucScores replay;
  AucScores planned;
  PairedScores more;
};

inline constexpr int absence_days = 14;

/// Absences one after another from some day on, the first after ten known days or more; all their
/// planned days are compared with the real ones of the same dates, as in `evaluate`, and that as
/// often as there are splits, each time from another first day. Of more days than `most_values`
/// allow for the last are taken. Requires: rising dates, days of the same rooms.
AbsenceEvaluation evaluate_absences(std::span<const WatchedDay> days, const DayMaker& plan,
                                    const EvaluationSettings& settings, Rng& rng);

/// Area under the ROC curve: the probability that a row of class 1 scores higher than one of class
/// 0, ties counting half. 0.5 where a class is missing. A score that is not a number is the lowest.
double area_under_curve(std::span<const double> scores, const Labels& labels);

/// Learns from rows and their labels; the answer scores other rows.
using Scorer = std::function<double(std::span<const double>)>;
using Learner = std::function<Scorer(const Table&, const Labels&, Rng&)>;

/// AUC of a learner by stratified cross-validation: each row is scored by a model that has not seen
/// it, and the AUC is averaged over the folds. Requires: at least `folds` rows of each class.
double cross_validated_auc(const Table& table, const Labels& labels, const Learner& learner,
                           int folds, Rng& rng);

/// How far two samples of rows are apart.
struct EnergyTest {
  double distance;  ///< 0: as one
  double p;         ///< share of random divisions of the same rows that are at least as far apart
};

/// Energy distance √(2·E|X−Y| − E|X−X′| − E|Y−Y′|) of the rows of class 0 and of class 1, with each
/// column brought to mean 0 and standard deviation 1, divided by √columns; and a permutation test
/// (Székely & Rizzo 2004). Requires: rows of both classes.
EnergyTest energy_test(const Table& table, const Labels& labels, int permutations, Rng& rng);

}  // namespace lamplighter
