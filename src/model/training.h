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

/// The longest run of each symbol: [0] off, [1] on; 0 where it was never seen.
using LongestRuns = std::array<std::int64_t, Hmm::symbols>;

/// A model to begin training from, number `index` of a row of many. Those with an even index know
/// what households are like: some states are nearly always on and the others nearly always off, in
/// shares that change from one to the next, and they last for random times of every scale up to the
/// longest run. On real rooms they come to better optima, in a tenth of the iterations, than those
/// with an odd index, whose every number is drawn alike; those are for rooms of another kind.
/// Requires: 1 <= states <= Hmm::max_states.
Hmm random_start(std::size_t states, const LongestRuns& longest, std::size_t index, Rng& rng);

/// Baum-Welch from one start towards the nearest optimum, with longer strides where the way is
/// straight. The likelihood never falls. It says which model it needs the next iteration of, so
/// that many can go on side by side (`climb`). One thread.
class EmRun {
 public:
  explicit EmRun(const Hmm& start);

  /// The model of which an iteration is needed next.
  [[nodiscard]] const Hmm& wanted() const { return wanted_; }

  /// Goes on with the iteration of `wanted()`.
  void take(EmStep step);

  /// Whether it has reached `iterations` iterations, or the last ones gained less than 1e-8 of the
  /// log-likelihood; never in the middle of a stride.
  [[nodiscard]] bool is_done(int iterations) const;

  /// The model where it stands. Requires: one iteration was taken.
  [[nodiscard]] const Hmm& model() const { return at_->model; }

  /// Of `model()`, natural. Requires: one iteration was taken.
  [[nodiscard]] double log_likelihood() const { return at_->step.log_likelihood; }

  /// Of each model on the way that was kept, never falling; the last is that of `model()`.
  [[nodiscard]] const std::vector<double>& history() const { return history_; }

  /// Iterations of Baum-Welch so far, tried strides included.
  [[nodiscard]] int iterations() const { return iterations_; }

  [[nodiscard]] bool converged() const { return small_gains_ >= 2; }

 private:
  /// A model and the iteration from it.
  struct Standing {
    Hmm model;
    EmStep step;
  };

  /// What the iteration of `wanted_` is for.
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
  double stride_ = 0.0;             ///< the one that is tried
  int iterations_ = 0;
  std::vector<double> history_;
  int small_gains_ = 0;  ///< in a row
  double longest_stride_ = 4.0;
};

/// Each of `runs` goes on until it is done at `iterations`, in the lanes of `method`, with what it
/// would have come to alone.
void climb(BaumWelch& method, std::span<EmRun> runs, int iterations);

}  // namespace lamplighter
