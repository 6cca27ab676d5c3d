// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/random.h"
#include "model/baum_welch.h"
#include "model/hmm.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lamplighter {

/// Options for training a model.
struct TrainingOptions {
  std::size_t states = 5;  ///< 1 … Hmm::max_states
  int restarts = 60;       ///< at least 1
  std::uint64_t seed = 1;
};

/// The result of training.
struct Fit {
  Hmm model;
  double log_likelihood;        ///< natural, of `model`, summed over all subsequences
  std::vector<double> history;  ///< of the models on the path to `model`, never decreasing
  int iterations = 0;           ///< of Baum-Welch, from the best start to `model`
  int restarts = 0;             ///< number of starts
  std::int64_t samples = 0;
  std::int64_t subsequences = 0;
  std::optional<std::string> note;  ///< one sentence, if there was too little training data
};

/// Fits a model to the runs of one room and zone by Baum-Welch from many random starts and keeps
/// the best. The result does not depend on the order of the runs. If there are no samples or only
/// one symbol occurs, the model always shows that symbol (off, if none), and `note` says so.
/// Requires: in each subsequence, neighbours differ and lengths are >= 1.
Fit fit(std::span<const RunLengths> subsequences, const TrainingOptions& options);

/// The longest run of each symbol: [0] off, [1] on; 0 if it never occurs.
using LongestRuns = std::array<std::int64_t, Hmm::symbols>;

/// A model to start training from, number `index` of a sequence. Those with an even index resemble
/// households: some states are nearly always on and the others nearly always off, in proportions
/// that change from one start to the next, and they last for random times of every scale up to the
/// longest run. On real rooms they reach better optima, in a tenth of the iterations, than those
/// with an odd index, whose numbers are all drawn from the same distribution; those are for other
/// kinds of rooms.
/// Requires: 1 <= states <= Hmm::max_states.
Hmm random_start(std::size_t states, const LongestRuns& longest, std::size_t index, Rng& rng);

/// Baum-Welch from one start towards the nearest optimum, with longer strides where successive
/// steps point the same way. The likelihood never decreases. The caller computes the iterations it
/// asks for, so that several runs can proceed side by side (`climb`). Not thread-safe.
class EmRun {
 public:
  explicit EmRun(const Hmm& start);

  /// The model for which an iteration is needed next.
  [[nodiscard]] const Hmm& wanted() const { return wanted_; }

  /// Continues with the iteration from `wanted()`.
  void take(EmStep step);

  /// Whether it has reached `iterations` iterations, or the last ones improved the log-likelihood
  /// by less than 1e-8 of its value; never in the middle of a stride.
  [[nodiscard]] bool is_done(int iterations) const;

  /// The current model. Requires: at least one iteration.
  [[nodiscard]] const Hmm& model() const { return at_->model; }

  /// Of `model()`, natural. Requires: at least one iteration.
  [[nodiscard]] double log_likelihood() const { return at_->step.log_likelihood; }

  /// Of each accepted model so far, never decreasing; the last is that of `model()`.
  [[nodiscard]] const std::vector<double>& history() const { return history_; }

  /// Iterations of Baum-Welch so far, including those of rejected strides.
  [[nodiscard]] int iterations() const { return iterations_; }

  [[nodiscard]] bool converged() const { return small_gains_ >= 2; }

 private:
  /// A model and the iteration from it.
  struct Standing {
    Hmm model;
    EmStep step;
  };

  /// The purpose of the iteration from `wanted_`.
  enum class Purpose { begin, second, end_of_stride, third };

  void want(Hmm model, Purpose purpose);
  void try_stride();
  void judge_stride(Standing end);
  void end_stride(Standing third);
  void move_to(Standing next);

  Hmm wanted_;
  Purpose purpose_ = Purpose::begin;
  std::optional<Standing> at_;
  std::optional<Standing> second_;  ///< one iteration from `at_`, within a stride
  double stride_ = 0.0;             ///< length of the stride being tried
  int iterations_ = 0;
  std::vector<double> history_;
  int small_gains_ = 0;  ///< in a row
  double longest_stride_ = 4.0;
};

/// Continues each of `runs` until it is done at `iterations`, in the lanes of `method`; the results
/// are the same as for each run alone.
void climb(BaumWelch& method, std::span<EmRun> runs, int iterations);

}  // namespace lamplighter
