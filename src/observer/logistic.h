// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observer/table.h"

#include <vector>

namespace lamplighter {

/// Logistic regression for two classes with an L2 penalty, on columns brought to mean 0 and
/// standard deviation 1: minimises ½|w|² + C Σ ln(1 + exp(−y(w·x + b))) by Newton's method
/// (iteratively reweighted least squares). The intercept b is not penalised.
class Logistic {
 public:
  /// `strength` is C: the larger, the weaker the penalty. Requires: as many labels as rows, at
  /// least one row.
  static Logistic fit(const Table& table, const Labels& labels, double strength = 1.0);

  /// Probability of class 1.
  [[nodiscard]] double probability(std::span<const double> row) const;

  /// Weights of the standardised columns; constant columns have 0.
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }
  [[nodiscard]] double intercept() const { return intercept_; }

 private:
  std::vector<double> mean_;
  std::vector<double> scale_;  // 1 / standard deviation; 0 for a constant column
  std::vector<double> weights_;
  double intercept_ = 0.0;
};

}  // namespace lamplighter
