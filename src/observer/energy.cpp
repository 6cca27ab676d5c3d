// SPDX-License-Identifier: Apache-2.0
#include "observer/energy.h"

#include "core/shuffle.h"

#include <algorithm>
#include <cmath>

namespace lamplighter {
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
