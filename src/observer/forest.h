// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "observer/table.h"

namespace lamplighter {

struct ForestSettings {
  int trees = 100;
  std::size_t features_a_split = 0;  ///< 0: the square root of the number of columns, rounded down
};

/// Random forest for two classes (Breiman 2001): trees grown to pure leaves on bootstrap samples,
/// each split the best of a random choice of columns by Gini impurity.
class Forest {
 public:
  /// Requires: as many labels as rows, at least one row; columns without NaN.
  static Forest fit(const Table& table, const Labels& labels, const ForestSettings& settings,
                    Rng& rng);

  /// Mean over the trees of the share of class 1 in the row's leaf.
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

}  // namespace lamplighter
