// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/random.h"
#include "model/hmm.h"

#include <span>
#include <vector>

namespace lamplighter::testing {

/// A hidden Markov model as textbooks write it, sample by sample: slow, plain, and what the fast
/// one is compared with.

/// Samples, one by one.
using Symbols = std::vector<OnOff>;

RunLengths to_runs(const Symbols& symbols);
Symbols to_symbols(const RunLengths& runs);

/// Probability that `model` shows `symbols`, added up over every path of hidden states: n^samples
/// products.
double sum_over_paths(const Hmm& model, const Symbols& symbols);

/// `samples` samples of a walk that begins anywhere the model begins.
RunLengths sample_runs(const Hmm& model, std::int64_t samples, Rng& rng);

/// What one iteration of Baum-Welch makes of a model.
struct TextbookStep {
  Hmm model;              ///< after the step
  double log_likelihood;  ///< of the model before the step
};

/// One iteration of Baum-Welch by the scaled forward-backward method (Rabiner 1989, section V.A and
/// equations 27, 37, 40). A row of the model that nothing was seen of stays. Requires: every
/// sequence is possible under `model`.
TextbookStep textbook_step(const Hmm& model, std::span<const Symbols> sequences);

/// A model of `states` states drawn at random; about one number in five is zero.
Hmm random_model(std::size_t states, Rng& rng);

}  // namespace lamplighter::testing
