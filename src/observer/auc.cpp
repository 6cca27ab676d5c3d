// SPDX-License-Identifier: Apache-2.0
#include "observer/auc.h"

#include "core/shuffle.h"

#include <algorithm>
#include <numeric>

namespace lamplighter {
namespace {

/// Which fold each row is held out in: shuffled within its class, then dealt round.
std::vector<int> deal_folds(const Labels& labels, int folds, Rng& rng) {
  std::vector<int> fold(labels.size());
  for (const bool label : {false, true}) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if ((labels[i] == 1) == label) rows.push_back(i);
    }
    shuffle(rows, rng);
    for (std::size_t i = 0; i < rows.size(); ++i)
      fold[rows[i]] = static_cast<int>(i % static_cast<std::size_t>(folds));
  }
  return fold;
}

}  // namespace

double area_under_curve(std::span<const double> scores, const Labels& labels) {
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double pairs_won = 0.0;
  double below = 0.0;  // rows of class 0 that score lower
  for (std::size_t i = 0; i < order.size();) {
    double zeros = 0.0;
    double ones = 0.0;
    const double score = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == score; ++i)
      ++(labels[order[i]] == 1 ? ones : zeros);
    pairs_won += ones * (below + zeros / 2);
    below += zeros;
  }
  const double ones = static_cast<double>(labels.size()) - below;
  return ones > 0 && below > 0 ? pairs_won / (ones * below) : 0.5;
}

double cross_validated_auc(const Table& table, const Labels& labels, const Learner& learner,
                           int folds, Rng& rng) {
  const std::vector<int> fold = deal_folds(labels, folds, rng);
  double sum = 0.0;
  for (int held_out = 0; held_out < folds; ++held_out) {
    Table seen(table.columns());
    Labels seen_labels;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      if (fold[i] == held_out) continue;
      seen.add_row(table.row(i));
      seen_labels.push_back(labels[i]);
    }
    const Scorer score = learner(seen, seen_labels, rng);
    std::vector<double> scores;
    Labels held_out_labels;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      if (fold[i] != held_out) continue;
      scores.push_back(score(table.row(i)));
      held_out_labels.push_back(labels[i]);
    }
    sum += area_under_curve(scores, held_out_labels);
  }
  return sum / folds;
}

}  // namespace lamplighter
