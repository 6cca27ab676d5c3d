// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/random.h"
#include "model/hmm.h"

#include <span>
#include <vector>

namespace lamplighter::testing {

/// A hidden Markov model in textbook form, sample by sample: slow and simple, for comparison with
/// the fast one.

/// Samples, one by one.
using Symbols = std::vector<OnOff>;

RunLengths to_runs(const Symbols& symbols);
Symbols to_symbols(const RunLengths& runs);

/// The probability that `model` emits `symbols`, summed over every path of hidden states: n^samples
/// products.
double sum_over_paths(const Hmm& model, const Symbols& symbols);

/// Samples a random walk of the model of length `samples`.
RunLengths sample_runs(const Hmm& model, std::int64_t samples, Rng& rng);

/// The result of one iteration of Baum-Welch.
struct TextbookStep {
  Hmm model;              ///< after the step
  double log_likelihood;  ///< of the model before the step
};

/// One iteration of Baum-Welch with the scaled forward-backward method (Rabiner 1989, section V.A
/// and equations 27, 37, 40). A row without observations is unchanged. Requires: every sequence is
/// possible under `model`.
TextbookStep textbook_step(const Hmm& model, std::span<const Symbols> sequences);

/// A random model with `states` states; about one number in five is zero.
Hmm random_model(std::size_t states, Rng& rng);

}  // namespace lamplighter::testing
