// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/result.h"

#include <cstddef>
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

}  // namespace lamplighter
