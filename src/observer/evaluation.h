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

/// How well the three classifiers distinguish days of one kind from real ones: AUC.
struct AucScores {
  Spread events;    ///< random forest on event_features
  Spread bins;      ///< random forest on quarter_hours
  Spread logistic;  ///< logistic regression on event_features
};

/// By how much planned days are recognised better than replayed ones, over the same splits.
struct PairedScores {
  Spread events;
  Spread bins;
  Spread logistic;
};

/// The mean of one statistic over the days.
struct Habit {
  double real = 0;
  double planned = 0;
  double error = 0;  ///< standard error of the difference between the two in one split
};

/// The statistics of a household's real days and planned days.
struct Habits {
  Habit dark_days;                   ///< share of days on which nothing is lit
  std::vector<Habit> lit_minutes{};  ///< of each room, per day
  Habit switches;                    ///< per day, all rooms
  Habit first_on;                    ///< minutes since 04:00, of lit days
  Habit last_off;                    ///< likewise
};

/// An event feature that differs on planned days.
struct Giveaway {
  std::size_t column;  ///< index in event_features
  double real;         ///< mean
  double planned;
  double auc;  ///< of this feature alone: above 0.5 if planned days have higher values
};

/// The result of the observer's test for a household's days and a planner.
struct Evaluation {
  int real_days = 0;
  int splits = 0;
  AucScores real;     ///< real days against other real days: the floor
  AucScores replay;   ///< old days, unchanged
  AucScores planned;  ///< the planner's
  PairedScores more;  ///< planned minus replay
  Habits habits;
  std::vector<Giveaway> giveaways{};  ///< the features that reveal planned days, the clearest first
  double energy_real = 0;             ///< energy distance between halves of the real days
  double energy_planned = 0;          ///< between planned and real days
  double energy_p = 1;          ///< permutation p-value of the latter, the median over the splits
  double real_p10_minutes = 0;  ///< 10th percentile of a real day's distance to its nearest day
  double planned_share_below = 0;  ///< of planned days closer than that to another day
};

/// Learns from the days, then plans one day for each date.
using DayMaker = std::function<std::vector<WatchedDay>(std::span<const WatchedDay> learned,
                                                       std::span<const Date> dates, Rng& rng)>;

struct EvaluationSettings {
  int splits = 12;
  int folds = 5;  ///< fewer if a half has fewer days
  int trees = 100;
  int permutations = 99;
  std::size_t most_values = 200'000;  ///< in the tables of days: longer histories are sampled
  std::stop_token stop{};             ///< ends the test after the completed splits
  /// What the observer can see of a day, real or planned; all of it if not set.
  std::function<WatchedDay(const WatchedDay&)> view{};
};

/// With fewer real days, no judgement is possible: each half must fill two folds.
inline constexpr int fewest_days = 4;

/// With fewer days, the figures have little meaning.
inline constexpr int enough_days = 20;

/// The observer's test: splits the real days into random halves, has `plan` learn one half and plan
/// the dates of the other, and trains the classifiers to distinguish them. `step` is called after
/// each split; if it returns false, the test ends with the completed splits. If there are more days
/// than `most_values` allows, which depends on the number of rooms, a sample is drawn, so that the
/// run time is bounded. Requires: at least `fewest_days` days of the same rooms.
Evaluation evaluate(
    std::span<const WatchedDay> days, const DayMaker& plan, const EvaluationSettings& settings,
    Rng& rng, const std::function<bool(int)>& step = [](int) { return true; });

/// The observer's result for whole absences: the planner learned all days before an absence and
/// planned the following `absence_days`.
struct AbsenceEvaluation {
  int absences = 0;  ///< mean over the draws; 0: too few known days
  AucScores replay;
  AucScores planned;
  PairedScores more;
};

inline constexpr int absence_days = 14;

/// Consecutive absences from some day on, the first one after at least ten known days; all their
/// planned days are compared with the real ones of the same dates, as in `evaluate`. This is
/// repeated once per split, each time with another first day. If there are more days than
/// `most_values` allows, the last ones are used. Requires: ascending dates, days of the same rooms.
AbsenceEvaluation evaluate_absences(std::span<const WatchedDay> days, const DayMaker& plan,
                                    const EvaluationSettings& settings, Rng& rng);

/// Area under the ROC curve: the probability that a row of class 1 has a higher score than one of
/// class 0, where ties count half. 0.5 if a class is missing. A NaN score counts as the lowest.
double area_under_curve(std::span<const double> scores, const Labels& labels);

/// Learns from rows and their labels; returns a function that scores other rows.
using Scorer = std::function<double(std::span<const double>)>;
using Learner = std::function<Scorer(const Table&, const Labels&, Rng&)>;

/// AUC of a learner by stratified cross-validation: each row is scored by a model that was not
/// trained on it, and the AUC is averaged over the folds. Requires: at least `folds` rows of each
/// class.
double cross_validated_auc(const Table& table, const Labels& labels, const Learner& learner,
                           int folds, Rng& rng);

/// The distance between two samples of rows.
struct EnergyTest {
  double distance;  ///< 0: equal distributions
  double p;         ///< share of random divisions of the same rows that are at least as far apart
};

/// Energy distance √(2·E|X−Y| − E|X−X′| − E|Y−Y′|) between the rows of class 0 and of class 1, with
/// each column standardised to mean 0 and standard deviation 1, divided by √columns; and a
/// permutation test (Székely & Rizzo 2004). Requires: rows of both classes.
EnergyTest energy_test(const Table& table, const Labels& labels, int permutations, Rng& rng);

}  // namespace lamplighter
