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

/// What the observer's test says of a household's days and a planner.
struct Evaluation {
  int real_days = 0;
  int splits = 0;
  AucScores real;                  ///< real days against other real days: the floor
  AucScores replay;                ///< old days verbatim
  AucScores planned;               ///< the planner's
  double energy_real = 0;          ///< energy distance of halves of the real days
  double energy_planned = 0;       ///< of planned days from real ones
  double energy_p = 1;             ///< permutation p of the latter, the median over the splits
  double real_p10_minutes = 0;     ///< 10th percentile of a real day's distance to its nearest
  double planned_share_below = 0;  ///< of planned days nearer than that to a real or planned one
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
