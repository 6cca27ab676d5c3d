// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/small_matrix.h"
#include "model/spectral_radius.h"
#include "model/training_runs.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lamplighter {

/// What the runs of one symbol do under one model of N states: powers of the scaled step matrix
/// M = A·diag(B[:,s]) / radius, and first and last runs as vectors. Beside each entry stands its
/// weight, the derivative of the log-likelihood by that entry, which the sequences fill in and
/// `fold` brings down to the step matrix. One thread.
template <std::size_t N>
class SymbolTables {
 public:
  /// Requires: `runs` outlives the tables.
  explicit SymbolTables(const SymbolRuns& runs)
      : powers(runs.chain.links().size()),
        power_weights(powers.size()),
        first(runs.first.size()),
        first_weights(first.size()),
        last(runs.last.size()),
        last_weights(last.size()),
        runs_(&runs) {}

  /// Fills the tables and clears the weights. `start` is π∘b for this symbol.
  void tabulate(const Matrix<N>& step, const Vector<N>& start);

  /// Carries all weights down to `power_weights[0]` and `start_weight`.
  void fold();

  std::vector<Matrix<N>> powers;  ///< a link of the chain each; [0] is the scaled step matrix
  std::vector<Matrix<N>> power_weights;
  std::vector<Vector<N>> first;  ///< a rung each: π∘b·M^length
  std::vector<Vector<N>> first_weights;
  std::vector<Vector<N>> last;  ///< a rung each: M^length·1
  std::vector<Vector<N>> last_weights;
  Vector<N> start;         ///< π∘b
  Vector<N> start_weight;  ///< of `start`
  double log_radius = 0.0;

 private:
  void fold_first();
  void fold_last();

  const SymbolRuns* runs_;
};

template <std::size_t N>
void SymbolTables<N>::tabulate(const Matrix<N>& step, const Vector<N>& start_vector) {
  const double found = spectral_radius(step, runs_->chain.longest());
  const double radius = found > 0.0 ? found : 1.0;
  log_radius = -std::log(1.0 / radius);  // of what the matrix is really divided by
  start = start_vector;
  start_weight = {};
  powers[0] = step;
  for (Vector<N>& row : powers[0]) scale(row, 1.0 / radius);
  const auto& links = runs_->chain.links();
  for (std::size_t i = 1; i < links.size(); ++i) {
    powers[i] = times(powers[links[i].left], powers[links[i].right]);
  }
  Vector<N> carried = start;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (const auto gap = runs_->first[i].step) carried = times(carried, powers[*gap]);
    first[i] = carried;
  }
  carried = ones<N>();
  for (std::size_t i = 0; i < last.size(); ++i) {
    last[i] = carried = times(powers[*runs_->last[i].step], carried);
  }
  std::fill(power_weights.begin(), power_weights.end(), Matrix<N>{});
  std::fill(first_weights.begin(), first_weights.end(), Vector<N>{});
  std::fill(last_weights.begin(), last_weights.end(), Vector<N>{});
}

template <std::size_t N>
void SymbolTables<N>::fold() {
  fold_first();
  fold_last();
  const auto& links = runs_->chain.links();
  for (std::size_t i = links.size(); i-- > 1;) {
    const Matrix<N>& left = powers[links[i].left];
    const Matrix<N>& right = powers[links[i].right];
    add(power_weights[links[i].left], times(power_weights[i], transposed(right)));
    add(power_weights[links[i].right], times(transposed(left), power_weights[i]));
  }
}

template <std::size_t N>
void SymbolTables<N>::fold_first() {
  Vector<N> carried;
  for (std::size_t i = first.size(); i-- > 0;) {
    add(carried, first_weights[i]);
    const auto gap = runs_->first[i].step;
    if (!gap) continue;
    add_outer(power_weights[*gap], i > 0 ? first[i - 1] : start, carried, 1.0);
    carried = times(powers[*gap], carried);
  }
  add(start_weight, carried);
}

template <std::size_t N>
void SymbolTables<N>::fold_last() {
  Vector<N> carried;
  for (std::size_t i = last.size(); i-- > 0;) {
    add(carried, last_weights[i]);
    const std::size_t gap = *runs_->last[i].step;
    add_outer(power_weights[gap], carried, i > 0 ? last[i - 1] : ones<N>(), 1.0);
    carried = times(carried, powers[gap]);
  }
}

}  // namespace lamplighter
