// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/random.h"
#include "core/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lamplighter {

/// A hidden Markov model of one room in one zone: a hidden state, which changes once per sample,
/// determines what the lamps show (two symbols, off and on). A value that is always valid: every
/// number is in 0 … 1 and every row sums to 1. Immutable, so threads may share it.
///
/// Direction of the matrices: rows are the state before. transition(i, j) is the probability of
/// moving from state i to state j, emission(i, s) that of showing symbol s while in state i; each
/// row of either sums to 1.
class Hmm {
 public:
  static constexpr std::size_t max_states = 8;
  static constexpr std::size_t symbols = 2;

  /// How far the sum of a row may differ from 1; rounding errors are far smaller.
  static constexpr double row_tolerance = 1e-9;

  /// From n start probabilities, n × n transition and n × 2 emission probabilities, in row-major
  /// order; values are stored as given, not normalised. Errors: bad_input for n outside 1 … 8,
  /// sizes that do not match, a number that is not a probability, a row that does not sum to 1.
  static Result<Hmm> make(std::vector<double> start, std::vector<double> transition,
                          std::vector<double> emission);

  [[nodiscard]] std::size_t states() const { return start_.size(); }

  /// Requires: state, from, to < states().
  [[nodiscard]] double start(std::size_t state) const { return start_[state]; }
  [[nodiscard]] double transition(std::size_t from, std::size_t to) const {
    return transition_[from * states() + to];
  }
  [[nodiscard]] double emission(std::size_t state, OnOff symbol) const {
    return emission_[state * symbols + static_cast<std::size_t>(symbol)];
  }

  /// All values in row-major order, as `make` takes them.
  [[nodiscard]] std::span<const double> start() const { return start_; }
  [[nodiscard]] std::span<const double> transition() const { return transition_; }
  [[nodiscard]] std::span<const double> emission() const { return emission_; }

  friend bool operator==(const Hmm&, const Hmm&) = default;

 private:
  Hmm(std::vector<double> start, std::vector<double> transition, std::vector<double> emission);

  std::vector<double> start_;
  std::vector<double> transition_;
  std::vector<double> emission_;
};

/// Natural logarithm of the probability that `model` shows exactly these runs; 0 for no runs, minus
/// infinity if it cannot show them. Costs O(runs · log length). Requires: neighbours differ.
double log_likelihood(const Hmm& model, const RunLengths& runs);

/// One weight per symbol: [0] for off, [1] for on.
using SymbolWeights = std::array<double, Hmm::symbols>;

/// The same model with no probability below about `floor`, so that every sequence is possible.
/// Requires: 0 < floor <= 0.1.
Hmm floored(const Hmm& model, double floor = 1e-9);

/// The probability of each hidden state if only the first symbol is known: ∝ start · emission. If
/// the model never starts with that symbol, ∝ emission; if it never shows it, uniform.
std::vector<double> states_given_first(const Hmm& model, OnOff first);

/// A random walk through a model, sample by sample, without a fixed end. Not thread-safe. Uses only
/// sums, products and comparisons, so the same model and seed give the same walk on every machine.
class Walk {
 public:
  /// Starts according to the model. Requires: `model` outlives the walk.
  Walk(const Hmm& model, Rng& rng);

  /// Starts with a given symbol. Requires: `model` outlives the walk.
  Walk(const Hmm& model, OnOff first, Rng& rng);

  /// The current symbol.
  [[nodiscard]] OnOff symbol() const { return symbol_; }

  /// The current hidden state.
  [[nodiscard]] std::size_t state() const { return state_; }

  /// Advances by one sample.
  void step(Rng& rng);

 private:
  void show(Rng& rng);

  const Hmm* model_;
  std::size_t state_;
  OnOff symbol_;
};

/// A number of samples (of a day: the minutes of one zone) under one model.
struct Block {
  const Hmm* model;
  std::int64_t samples;  ///< at least 1
};

/// For each first symbol of a block, how likely the block ends well, where `last` weighs ending
/// with off or on. Both are divided by the larger one, so only their ratio is meaningful.
SymbolWeights weigh_first(const Block& block, const SymbolWeights& last);

/// Samples of one block whose first symbol is `first` and whose last symbol is drawn with its
/// probability times its weight in `last`. The models are floored, so every end is possible.
/// Requires: weights >= 0, not both 0; if block.samples is 1, last[first] > 0.
RunLengths sample_block(const Block& block, OnOff first, const SymbolWeights& last, Rng& rng);

/// Samples of consecutive blocks, where each block begins with the last symbol of the previous one,
/// the first with `first`, and the last ends with `last` if given: an exact draw from all chains
/// that satisfy this. Requires: if `last` differs from `first`, at least 2 samples in total and at
/// least one block of 2 or more.
RunLengths sample_chain(std::span<const Block> blocks, OnOff first, std::optional<OnOff> last,
                        Rng& rng);

}  // namespace lamplighter
