// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/hmm.h"
#include "model/training_runs.h"

#include <memory>

namespace lamplighter {

/// One iteration of Baum-Welch.
struct EmStep {
  Hmm next;               ///< at least as likely as the model before
  double log_likelihood;  ///< natural, summed over all subsequences, of the model *before*
};

/// The Baum-Welch method on runs (docs/algorithms.md, "Training on runs"): an iteration costs
/// O(runs + different lengths), whatever number of samples the runs stand for. Keeps its tables
/// from one iteration to the next. One thread.
class BaumWelch {
 public:
  /// Requires: `runs` outlives this; 1 <= states <= Hmm::max_states.
  BaumWelch(const TrainingRuns& runs, std::size_t states);
  ~BaumWelch();

  /// Where a sequence is impossible under `model`, the likelihood is minus infinity and `next` is
  /// the model itself. A row of which nothing was seen stays. Requires: model.states() as above.
  EmStep step(const Hmm& model);

  /// What a method of N states does.
  class Kernel;

 private:
  std::unique_ptr<Kernel> kernel_;
};

}  // namespace lamplighter
