// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/small_matrix.h"
#include "model/training_runs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
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

/// The way of one subsequence through the matrices of its steps: forward vectors, backward vectors,
/// and where they meet. Every vector is scaled by a power of two to keep its sum near 1. One
/// thread.
template <std::size_t N>
class Passage {
 public:
  /// One step: the power it multiplies by, and where its weight goes.
  struct Step {
    const Matrix<N>* power;
    Matrix<N>* weight;
  };

  /// Runs both ways at once through `steps` steps, step r being `step_at(r)`. False where forward
  /// and backward hardly meet, so that doubles cannot hold their product; nothing is weighed then.
  template <typename StepAt>
  bool run(const Vector<N>& start, const Vector<N>& end, std::size_t steps, StepAt step_at);

  /// Adds `count` times the derivative of the log-likelihood by every step's power to its weight.
  template <typename StepAt>
  void weigh_steps(double count, StepAt step_at) const;

  /// Adds `count` times the derivative by the start vector.
  void weigh_start(double count, Vector<N>& weight) const {
    add(weight, beta_[0], count * alpha_scale_[0] / meeting_[0]);
  }

  /// Adds `count` times the derivative by the end vector.
  void weigh_end(double count, Vector<N>& weight) const {
    add(weight, alpha_[steps_], count * end_scale_ / meeting_[steps_]);
  }

  /// The likelihood is this times two to the power of `exponent`.
  [[nodiscard]] double likelihood() const { return meeting_[steps_]; }
  [[nodiscard]] std::int64_t exponent() const { return exponent_; }

 private:
  /// Brings the sum of `v` near 1 by a power of two where it is far from that, and returns the
  /// factor. A sum that has all but vanished becomes exactly zero.
  static double settle(Vector<N>& v, std::int64_t& exponent);
  [[gnu::noinline, gnu::cold]] static double rescale(Vector<N>& v, double total,
                                                     std::int64_t& exponent);
  void reserve(std::size_t steps);

  std::size_t steps_ = 0;
  std::vector<Vector<N>> alpha_;     ///< [r]: forward before step r; a row
  std::vector<Vector<N>> beta_;      ///< [r]: backward before step r; a column
  std::vector<double> alpha_scale_;  ///< [r]: what alpha_[r] was multiplied by on top
  std::vector<double> meeting_;      ///< [r]: alpha_[r] · beta_[r]
  double end_scale_ = 1.0;
  std::int64_t exponent_ = 0;
};

template <std::size_t N>
double Passage<N>::settle(Vector<N>& v, std::int64_t& exponent) {
  const double total = sum(v);
  if (total > 0x1p-64 && total < 0x1p64) return 1.0;
  return rescale(v, total, exponent);
}

template <std::size_t N>
double Passage<N>::rescale(Vector<N>& v, double total, std::int64_t& exponent) {
  if (!(total > 0x1p-500 && total < 0x1p500)) {
    v = {};
    return 1.0;
  }
  int twos = 0;
  std::frexp(total, &twos);
  const double factor = std::ldexp(1.0, -twos);
  scale(v, factor);
  exponent += twos;
  return factor;
}

template <std::size_t N>
void Passage<N>::reserve(std::size_t steps) {
  steps_ = steps;
  if (alpha_.size() > steps) return;
  alpha_.resize(steps + 1);
  beta_.resize(steps + 1);
  alpha_scale_.resize(steps + 1);
  meeting_.resize(steps + 1);
}

template <std::size_t N>
template <typename StepAt>
bool Passage<N>::run(const Vector<N>& start, const Vector<N>& end, std::size_t steps,
                     StepAt step_at) {
  reserve(steps);
  exponent_ = 0;
  std::int64_t unused = 0;  // a backward scale says nothing about the likelihood, but for the end's
  alpha_[0] = start;
  beta_[steps] = end;
  alpha_scale_[0] = settle(alpha_[0], exponent_);
  end_scale_ = settle(beta_[steps], exponent_);
  Vector<N> forward = alpha_[0];
  Vector<N> backward = beta_[steps];
  for (std::size_t r = 0; r < steps; ++r) {  // two ways that do not wait for each other
    const std::size_t q = steps - 1 - r;
    forward = times(forward, *step_at(r).power);
    backward = times(*step_at(q).power, backward);
    alpha_scale_[r + 1] = settle(forward, exponent_);
    settle(backward, unused);
    alpha_[r + 1] = forward;
    beta_[q] = backward;
  }
  double weakest = std::numeric_limits<double>::infinity();
  for (std::size_t r = 0; r <= steps; ++r) {
    meeting_[r] = dot(alpha_[r], beta_[r]);
    weakest = std::min(weakest, meeting_[r]);
  }
  return weakest > 0x1p-400;
}

template <std::size_t N>
template <typename StepAt>
void Passage<N>::weigh_steps(double count, StepAt step_at) const {
  for (std::size_t r = 0; r < steps_; ++r) {
    add_outer(*step_at(r).weight, alpha_[r], beta_[r + 1],
              count * alpha_scale_[r + 1] / meeting_[r + 1]);
  }
}

/// The derivatives of the log-likelihood of all subsequences by the step matrices and start vectors
/// of a model with N states. One thread.
template <std::size_t N>
class Expectation {
 public:
  /// Requires: `runs` outlives this.
  explicit Expectation(const TrainingRuns& runs)
      : tables{SymbolTables<N>(runs.of(OnOff::off)), SymbolTables<N>(runs.of(OnOff::on))},
        runs_(&runs) {}

  /// From tables that are tabulated: fills in their weights and folds them. Returns the
  /// log-likelihood; minus infinity where a subsequence is impossible, and the weights then mean
  /// nothing.
  double weigh();

  std::array<SymbolTables<N>, Hmm::symbols> tables;  ///< [0] off, [1] on

 private:
  bool weigh_runs(const RunChain& chain);
  bool weigh_samples(const RunChain& chain);
  void add_likelihood(std::int64_t count);

  const TrainingRuns* runs_;
  Passage<N> passage_;
  std::vector<std::uint8_t> symbols_;  ///< one a sample, of the subsequence at hand
  LogProduct likelihood_;
  double log_likelihood_ = 0.0;  ///< of what is not in `likelihood_`
};

template <std::size_t N>
double Expectation<N>::weigh() {
  likelihood_ = {};
  log_likelihood_ = 0.0;
  for (const RunChain& chain : runs_->chains()) {
    if (!weigh_runs(chain) && !weigh_samples(chain)) {
      return -std::numeric_limits<double>::infinity();
    }
  }
  double total = log_likelihood_ + likelihood_.log();
  for (const OnOff symbol : {OnOff::off, OnOff::on}) {
    SymbolTables<N>& table = tables[static_cast<std::size_t>(symbol)];
    total += static_cast<double>(runs_->of(symbol).steps) * table.log_radius;
    table.fold();
  }
  return total;
}

/// Run by run, with the tables' help. False where doubles do not reach that far.
template <std::size_t N>
bool Expectation<N>::weigh_runs(const RunChain& chain) {
  const auto opening = static_cast<std::size_t>(chain.symbol);
  const auto step_at = [&](std::size_t r) -> typename Passage<N>::Step {
    SymbolTables<N>& table = tables[(opening + r + 1) % 2];  // runs alternate
    return {&table.powers[chain.inner[r]], &table.power_weights[chain.inner[r]]};
  };
  SymbolTables<N>& first = tables[opening];
  SymbolTables<N>& closing = tables[(opening + chain.inner.size() + 1) % 2];
  const Vector<N>& end = chain.last ? closing.last[*chain.last] : ones<N>();
  if (!passage_.run(first.first[chain.first], end, chain.inner.size(), step_at)) return false;
  const auto count = static_cast<double>(chain.count);
  passage_.weigh_start(count, first.first_weights[chain.first]);
  passage_.weigh_steps(count, step_at);
  if (chain.last) passage_.weigh_end(count, closing.last_weights[*chain.last]);
  add_likelihood(chain.count);
  return true;
}

/// Sample by sample: slow, and sees paths that a long run's table has lost. False where the
/// subsequence is impossible.
template <std::size_t N>
bool Expectation<N>::weigh_samples(const RunChain& chain) {
  symbols_.clear();
  auto symbol = static_cast<std::uint8_t>(chain.symbol);
  const auto append_run = [&](std::int64_t length) {
    symbols_.insert(symbols_.end(), static_cast<std::size_t>(length), symbol);
    symbol ^= 1U;
  };
  append_run(runs_->of(chain.symbol).first[chain.first].length);
  for (const std::uint32_t link : chain.inner) {
    append_run(runs_->of(OnOff{symbol}).chain.links()[link].exponent);
  }
  if (chain.last) append_run(runs_->of(OnOff{symbol}).last[*chain.last].length);
  const auto step_at = [&](std::size_t r) -> typename Passage<N>::Step {
    SymbolTables<N>& table = tables[symbols_[r]];
    return {&table.powers[0], &table.power_weights[0]};
  };
  SymbolTables<N>& first = tables[static_cast<std::size_t>(chain.symbol)];
  if (!passage_.run(first.start, ones<N>(), symbols_.size(), step_at)) return false;
  const auto count = static_cast<double>(chain.count);
  passage_.weigh_start(count, first.start_weight);
  passage_.weigh_steps(count, step_at);
  add_likelihood(chain.count);
  return true;
}

template <std::size_t N>
void Expectation<N>::add_likelihood(std::int64_t count) {
  if (count == 1) {
    likelihood_.multiply(passage_.likelihood());
    likelihood_.multiply_by_power_of_two(passage_.exponent());
    return;
  }
  LogProduct once;
  once.multiply(passage_.likelihood());
  once.multiply_by_power_of_two(passage_.exponent());
  log_likelihood_ += static_cast<double>(count) * once.log();
}

}  // namespace lamplighter
