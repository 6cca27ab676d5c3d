// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/require.h"
#include "core/watched_day.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace lamplighter {

/// What an observer would note about a day, as numbers: for each room the lit share of every hour,
/// how often it was switched on, the quartiles of the lit durations, its first and last time; for
/// the house how long each number of rooms was lit at once, how long each pair of rooms was lit
/// together, and the lags between switches of different rooms. The same number of features for any
/// day of a house.
std::vector<double> event_features(const WatchedDay& day);

/// The kinds of event_features.
enum class FeatureKind {
  hour,           ///< share of the hour `part` since 04:00 that the room is lit
  times_on,       ///< how often the room is switched on
  length,         ///< log2(1 + minutes), quartile `part` + 1
  first_on,       ///< minutes since 04:00; 1440 if it is dark
  last_off,       ///< likewise; 0 if it is dark
  switches,       ///< of the whole house
  rooms_at_once,  ///< hours with `part` rooms lit; 4: four or more
  together,       ///< hours with `room` and `other` lit
  lag_off,  ///< log2(1 + minutes) from an "off" to the next room's switch, quartile `part` + 1
  lag_on    ///< likewise from an "on"
};

struct Feature {
  FeatureKind kind;
  std::size_t room = 0;
  std::size_t other = 0;
  std::size_t part = 0;

  friend bool operator==(const Feature&, const Feature&) = default;
};

/// The meaning of each event feature, for a house with that many rooms.
std::vector<Feature> event_feature_list(std::size_t rooms);

/// The day itself: the lit share of each quarter of an hour for each room.
std::vector<double> quarter_hours(const WatchedDay& day);

/// The input of a classifier: rows of the same number of values.
class Table {
 public:
  explicit Table(std::size_t columns) : columns_(columns) {}

  void add_row(std::span<const double> row) {
    require(row.size() == columns_, "a row must have the columns of its table");
    values_.insert(values_.end(), row.begin(), row.end());
  }

  [[nodiscard]] std::size_t rows() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const {
    return std::span(values_).subspan(i * columns_, columns_);
  }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return values_[row * columns_ + column];
  }

 private:
  std::size_t columns_;
  std::vector<double> values_;
};

/// Class of each row: 0 or 1.
using Labels = std::vector<std::uint8_t>;

struct ForestSettings {
  int trees = 100;
  std::size_t features_a_split = 0;  ///< 0: the square root of the number of columns, rounded down
  std::stop_token stop{};            ///< ends with the trees grown so far
};

/// Random forest for two classes (Breiman 2001): trees grown to pure leaves on bootstrap samples,
/// each split the best of a random choice of columns by Gini impurity.
class Forest {
 public:
  /// Requires: as many labels as rows, at least one row; columns without NaN.
  static Forest fit(const Table& table, const Labels& labels, const ForestSettings& settings,
                    Rng& rng);

  /// Mean over the trees of the share of class 1 in the row's leaf; 0.5 without trees.
  [[nodiscard]] double probability(std::span<const double> row) const;

 private:
  friend class TreeGrower;
  struct Node {
    std::uint32_t column;  // of an inner node
    double threshold;      // <= goes left
    std::uint32_t left;    // index of the left child; the right one follows it. 0: a leaf
    double share;          // of class 1, in a leaf
  };
  using Tree = std::vector<Node>;

  std::vector<Tree> trees_;
};

/// Logistic regression for two classes with an L2 penalty, on columns standardised to mean 0 and
/// standard deviation 1: minimises ½|w|² + C Σ ln(1 + exp(−y(w·x + b))) by Newton's method
/// (iteratively reweighted least squares). The intercept b is not penalised.
class Logistic {
 public:
  /// `strength` is C: larger values weaken the penalty. Requires: as many labels as rows, at least
  /// one row.
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
