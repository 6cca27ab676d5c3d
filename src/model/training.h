// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/run.h"
#include "model/hmm.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lamplighter {

/// How a model is to be trained.
struct TrainingOptions {
  std::size_t states = 5;  ///< 1 … Hmm::max_states
  int restarts = 60;       ///< at least 1
  std::uint64_t seed = 1;
};

/// What training came to.
struct Fit {
  Hmm model;
  double log_likelihood;        ///< natural, of `model`, summed over all subsequences
  std::vector<double> history;  ///< of the models on the way to `model`, never falling
  int iterations = 0;           ///< of Baum-Welch, from the start that was kept to `model`
  int restarts = 0;             ///< starts that were tried
  std::int64_t samples = 0;
  std::int64_t subsequences = 0;
  std::optional<std::string> note;  ///< one sentence where there was too little to learn from
};

/// Fits a model to the runs of one room and zone by Baum-Welch from many random starts and keeps
/// the best. The same runs in any order, with the same options, give the same model. Where no
/// sample or only one symbol was seen, the model is one that always shows that symbol (off, if
/// none), and `note` says so. Requires: in each subsequence neighbours differ and lengths are >= 1.
Fit fit(std::span<const RunLengths> subsequences, const TrainingOptions& options);

}  // namespace lamplighter
