// SPDX-License-Identifier: Apache-2.0
#include "observer/scores.h"

#include "core/random.h"

#include <algorithm>
#include <cmath>
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

namespace {

/// One over the standard deviation of each column; 0 for a constant one.
std::vector<double> scales_of(const Table& table) {
  std::vector<double> scales(table.columns(), 0.0);
  const auto rows = static_cast<double>(table.rows());
  for (std::size_t column = 0; column < table.columns(); ++column) {
    double mean = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) mean += table.at(row, column) / rows;
    double variance = 0;
    for (std::size_t row = 0; row < table.rows(); ++row)
      variance += std::pow(table.at(row, column) - mean, 2) / rows;
    if (variance > 0) scales[column] = 1 / std::sqrt(variance);
  }
  return scales;
}

/// Between every two rows, row by row.
std::vector<double> distances(const Table& table) {
  const std::vector<double> scales = scales_of(table);
  std::vector<double> all(table.rows() * table.rows(), 0.0);
  for (std::size_t one = 0; one < table.rows(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      double sum = 0;
      for (std::size_t column = 0; column < table.columns(); ++column) {
        const double apart = (table.at(one, column) - table.at(other, column)) * scales[column];
        sum += apart * apart;
      }
      const double distance = std::sqrt(sum / static_cast<double>(table.columns()));
      all[one * table.rows() + other] = all[other * table.rows() + one] = distance;
    }
  }
  return all;
}

double energy(const std::vector<double>& distances, const Labels& labels) {
  double sums[3] = {0, 0, 0};  // within class 0, across, within class 1
  double counts[2] = {0, 0};
  for (std::size_t one = 0; one < labels.size(); ++one) {
    ++counts[labels[one]];
    for (std::size_t other = 0; other < labels.size(); ++other)
      sums[labels[one] + labels[other]] += distances[one * labels.size() + other];
  }
  const double square = sums[1] / (counts[0] * counts[1]) - sums[0] / (counts[0] * counts[0]) -
                        sums[2] / (counts[1] * counts[1]);
  return std::sqrt(std::max(square, 0.0));
}

}  // namespace

EnergyTest energy_test(const Table& table, const Labels& labels, int permutations, Rng& rng) {
  const std::vector<double> apart = distances(table);
  const double seen = energy(apart, labels);
  Labels mixed = labels;
  int as_far = 1;  // the division that was seen is one of them
  for (int i = 0; i < permutations; ++i) {
    shuffle(mixed, rng);
    if (energy(apart, mixed) >= seen) ++as_far;
  }
  return {seen, static_cast<double>(as_far) / (permutations + 1)};
}

}  // namespace lamplighter
