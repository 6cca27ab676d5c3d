// SPDX-License-Identifier: Apache-2.0
// Columns are coded once as ranks of their distinct values. A split then counts the classes at each
// rank and scans the ranks: no sorting inside a tree, and the same splits as with sorted values.
#include "observer/forest.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

namespace lamplighter {
namespace {

/// One column as ranks: rank[i] is the index of row i's value in `values`, the sorted distinct
/// ones.
struct RankedColumn {
  std::vector<double> values;
  std::vector<std::uint32_t> rank;
};

RankedColumn ranked(const Table& table, std::size_t column) {
  RankedColumn ranks;
  for (std::size_t i = 0; i < table.rows(); ++i) ranks.values.push_back(table.at(i, column));
  std::vector<double> original = ranks.values;
  std::sort(ranks.values.begin(), ranks.values.end());
  ranks.values.erase(std::unique(ranks.values.begin(), ranks.values.end()), ranks.values.end());
  for (const double value : original) {
    const auto place = std::lower_bound(ranks.values.begin(), ranks.values.end(), value);
    ranks.rank.push_back(static_cast<std::uint32_t>(place - ranks.values.begin()));
  }
  return ranks;
}

using ClassCounts = std::array<double, 2>;

/// Gini impurity times the number of rows.
double impurity(const ClassCounts& counts) {
  const double total = counts[0] + counts[1];
  return total > 0 ? 2 * counts[0] * counts[1] / total : 0;
}

struct Split {
  std::size_t column;
  double threshold;
  double impurity;
};

}  // namespace

/// Grows one tree on one bootstrap sample.
class TreeGrower {
 public:
  TreeGrower(const std::vector<RankedColumn>& columns, const Labels& labels, std::size_t features,
             Rng& rng)
      : columns_(columns), labels_(labels), features_(features), rng_(rng), order_(columns.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (std::size_t i = 0; i < labels.size(); ++i) {
      rows_.push_back(static_cast<std::uint32_t>(rng.below(labels.size())));
    }
  }

  Forest::Tree grow() {
    tree_.push_back({});
    grow_node(0, 0, rows_.size());
    return std::move(tree_);
  }

 private:
  ClassCounts count(std::size_t from, std::size_t until) const {
    ClassCounts counts{};
    for (std::size_t i = from; i < until; ++i) ++counts[labels_[rows_[i]]];
    return counts;
  }

  // The best split of rows [from, until) by one column, where it has more than one value there.
  std::optional<Split> best_of_column(std::size_t column, std::size_t from, std::size_t until,
                                      const ClassCounts& total) {
    const RankedColumn& ranks = columns_[column];
    counts_.assign(ranks.values.size(), ClassCounts{});
    for (std::size_t i = from; i < until; ++i) ++counts_[ranks.rank[rows_[i]]][labels_[rows_[i]]];
    std::optional<Split> best;
    ClassCounts left{};
    std::optional<std::size_t> before;
    for (std::size_t rank = 0; rank < counts_.size(); ++rank) {
      const ClassCounts here = counts_[rank];
      if (here[0] + here[1] == 0) continue;
      if (before) {
        const double split = impurity(left) + impurity({total[0] - left[0], total[1] - left[1]});
        const double threshold = std::midpoint(ranks.values[*before], ranks.values[rank]);
        if (!best || split < best->impurity) best = Split{column, threshold, split};
      }
      left = {left[0] + here[0], left[1] + here[1]};
      before = rank;
    }
    return best;
  }

  // Looks at `features_` columns that are not constant here, drawn without replacement.
  std::optional<Split> best_split(std::size_t from, std::size_t until, const ClassCounts& total) {
    std::optional<Split> best;
    std::size_t looked_at = 0;
    for (std::size_t i = 0; i < order_.size() && looked_at < features_; ++i) {
      std::swap(order_[i], order_[i + rng_.below(order_.size() - i)]);
      const std::optional<Split> split = best_of_column(order_[i], from, until, total);
      if (!split) continue;
      ++looked_at;
      if (!best || split->impurity < best->impurity) best = split;
    }
    return best;
  }

  void grow_node(std::size_t node, std::size_t from, std::size_t until) {
    const ClassCounts total = count(from, until);
    const bool pure = total[0] == 0 || total[1] == 0;
    const std::optional<Split> split = pure ? std::nullopt : best_split(from, until, total);
    if (!split) {
      tree_[node] = {0, 0.0, 0, total[1] / (total[0] + total[1])};
      return;
    }
    const RankedColumn& ranks = columns_[split->column];
    const auto middle = std::partition(
        rows_.begin() + static_cast<std::ptrdiff_t>(from),
        rows_.begin() + static_cast<std::ptrdiff_t>(until),
        [&](std::uint32_t row) { return ranks.values[ranks.rank[row]] <= split->threshold; });
    const auto border = static_cast<std::size_t>(middle - rows_.begin());
    const std::size_t left = tree_.size();
    tree_[node] = {static_cast<std::uint32_t>(split->column), split->threshold,
                   static_cast<std::uint32_t>(left), 0.0};
    tree_.resize(left + 2);
    grow_node(left, from, border);
    grow_node(left + 1, border, until);
  }

  const std::vector<RankedColumn>& columns_;
  const Labels& labels_;
  std::size_t features_;
  Rng& rng_;
  std::vector<std::size_t> order_;
  std::vector<std::uint32_t> rows_;
  std::vector<ClassCounts> counts_;
  Forest::Tree tree_;
};

Forest Forest::fit(const Table& table, const Labels& labels, const ForestSettings& settings,
                   Rng& rng) {
  assert(table.rows() == labels.size() && table.rows() > 0);
  std::vector<RankedColumn> columns;
  for (std::size_t i = 0; i < table.columns(); ++i) columns.push_back(ranked(table, i));
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(table.columns())));
  const std::size_t features =
      settings.features_a_split > 0 ? settings.features_a_split : std::max<std::size_t>(1, root);
  Forest forest;
  for (int i = 0; i < settings.trees; ++i)
    forest.trees_.push_back(TreeGrower(columns, labels, features, rng).grow());
  return forest;
}

double Forest::probability(std::span<const double> row) const {
  double sum = 0.0;
  for (const Tree& tree : trees_) {
    std::uint32_t at = 0;
    while (tree[at].left != 0)
      at = tree[at].left + (row[tree[at].column] <= tree[at].threshold ? 0 : 1);
    sum += tree[at].share;
  }
  return sum / static_cast<double>(trees_.size());
}

}  // namespace lamplighter
