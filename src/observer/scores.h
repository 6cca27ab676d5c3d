// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "observer/classifiers.h"

#include <functional>

namespace lamplighter {

/// Area under the ROC curve: the probability that a row of class 1 scores higher than one of class
/// 0, ties counting half. 0.5 where a class is missing.
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
