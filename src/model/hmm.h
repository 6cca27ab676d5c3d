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

/// A hidden Markov model of one room in one zone: what the lamps show (two symbols, off and on) is
/// told by a state nobody sees, which moves once a sample. A value that is always valid: every
/// number is in 0 … 1 and every row sums to 1. Threads may share it.
///
/// Which way the matrices run: a row is where the walk comes from. transition(i, j) is the
/// probability of going from state i to state j, emission(i, s) that of showing symbol s while in
/// state i; each row of either sums to 1.
class Hmm {
 public:
  static constexpr std::size_t max_states = 8;
  static constexpr std::size_t symbols = 2;

  /// How far from 1 a row's sum may be; rounding stays far below.
  static constexpr double row_tolerance = 1e-9;

  /// From n start probabilities, n × n transition and n × 2 emission probabilities, matrices row by
  /// row; they are kept as given, not scaled. Errors: bad_input for n outside 1 … 8, sizes that do
  /// not fit, a number that is not a probability, a row that does not sum to 1.
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

  /// All of them, row by row, as `make` takes them.
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
/// infinity where it cannot show them. Costs O(runs · log length). Requires: neighbours differ.
double log_likelihood(const Hmm& model, const RunLengths& runs);

/// One weight a symbol: [0] for off, [1] for on.
using SymbolWeights = std::array<double, Hmm::symbols>;

/// The same model with no probability under about `floor`: whatever is asked of a walk through it
/// can happen. Requires: 0 < floor <= 0.1.
Hmm floored(const Hmm& model, double floor = 1e-9);

/// How likely each hidden state is when all that is known is the first symbol: ∝ start · emission.
/// Where the model never starts with that symbol, ∝ emission; where it never shows it, uniform.
std::vector<double> states_given_first(const Hmm& model, OnOff first);

/// A walk through a model, sample by sample, without an end in mind. One thread. Only sums,
/// products and comparisons: the same model and chance give the same walk on every machine.
class Walk {
 public:
  /// Begins anywhere the model begins. Requires: `model` outlives the walk.
  Walk(const Hmm& model, Rng& rng);

  /// Begins with a given symbol. Requires: `model` outlives the walk.
  Walk(const Hmm& model, OnOff first, Rng& rng);

  /// What is shown now.
  [[nodiscard]] OnOff symbol() const { return symbol_; }

  /// The hidden state now.
  [[nodiscard]] std::size_t state() const { return state_; }

  /// One sample on.
  void step(Rng& rng);

 private:
  void show(Rng& rng);

  const Hmm* model_;
  std::size_t state_;
  OnOff symbol_;
};

/// A stretch of samples (of a day: one zone's minutes) under one model.
struct Block {
  const Hmm* model;
  std::int64_t samples;  ///< at least 1
};

/// For each symbol a block may begin with: how likely it then ends well, where `last` says how good
/// it is to end with off or on. Each is divided by the larger of the two, so that only their ratio
/// means something.
SymbolWeights weigh_first(const Block& block, const SymbolWeights& last);

/// Samples of one block whose first symbol is `first` and whose last is drawn with its weight in
/// `last` times its probability. Models are used floored, so that any end can be reached. Requires:
/// weights >= 0, not both 0; if block.samples is 1, last[first] > 0.
RunLengths sample_block(const Block& block, OnOff first, const SymbolWeights& last, Rng& rng);

/// Samples of blocks one after the other, where each block begins with the symbol that the one
/// before ended with, the first with `first`, and the last ends with `last` where that is given: an
/// exact draw from all chains that do. Requires: a total of at least 2 samples where `last` differs
/// from `first`; at least one block of 2 or more, then.
RunLengths sample_chain(std::span<const Block> blocks, OnOff first, std::optional<OnOff> last,
                        Rng& rng);

}  // namespace lamplighter
