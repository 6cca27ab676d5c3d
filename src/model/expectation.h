// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/log_product.h"
#include "model/passage.h"
#include "model/symbol_tables.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace lamplighter {

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
