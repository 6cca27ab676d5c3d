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
#include <set>
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
/// straight. The likelihood never falls. One thread.
class EmRun {
 public:
  /// Begins at `start`. Requires: `method` outlives this.
  EmRun(BaumWelch& method, const Hmm& start);

  /// Goes on for about `iterations` iterations, or until an iteration gains less than 1e-8 of the
  /// log-likelihood.
  void advance(int iterations);

  /// The model where it stands.
  [[nodiscard]] const Hmm& model() const { return at_.model; }

  /// Of `model()`, natural.
  [[nodiscard]] double log_likelihood() const { return at_.step.log_likelihood; }

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

  Standing stand_on(Hmm model);
  void stride();
  std::optional<Standing> leap(const Standing& second);
  void move_to(Standing next);

  BaumWelch* method_;
  int iterations_ = 0;
  Standing at_;
  std::vector<double> history_;
  int small_gains_ = 0;  ///< in a row
  double longest_stride_ = 4.0;
};

/// How to reach powers of a matrix with few products: each one is the product of two smaller ones
/// (an addition chain; Knuth, The Art of Computer Programming 2, section 4.6.3). Lengths that lie
/// close together cost one product each, a length far from all others about 1.5 log2 of it.
class PowerChain {
 public:
  /// The power `exponent` is that of link `left` times that of link `right`; both come before.
  struct Link {
    std::int64_t exponent;
    std::size_t left;
    std::size_t right;
  };

  /// A chain through all of `wanted`. Requires: every one >= 1.
  explicit PowerChain(std::set<std::int64_t> wanted);

  /// In rising order of exponents. Link 0 is the first power, the matrix itself; its sides mean
  /// nothing.
  [[nodiscard]] const std::vector<Link>& links() const { return links_; }

  /// The largest exponent.
  [[nodiscard]] std::int64_t longest() const { return links_.back().exponent; }

  /// Index of the link with this exponent. Requires: it was wanted.
  [[nodiscard]] std::size_t find(std::int64_t exponent) const;

 private:
  std::vector<Link> links_;
};

/// A vector that is carried from one length to the next longer one, each time by one link of the
/// chain.
struct Rung {
  std::int64_t length;
  std::optional<std::size_t> step;  ///< the link that leads here; none for the length 0
};

/// Everything about the runs of one symbol that does not depend on a model.
struct SymbolRuns {
  PowerChain chain;         ///< through every length between other runs, and every step
  std::vector<Rung> first;  ///< first runs, by length - 1: their first sample has no step
  std::vector<Rung> last;   ///< last runs, by length
  std::int64_t steps = 0;   ///< samples that a transition led to, in all subsequences
};

/// A subsequence, as places in the tables of SymbolRuns.
struct RunChain {
  OnOff symbol;                      ///< of the first run
  std::size_t first;                 ///< rung of its first run
  std::optional<std::size_t> last;   ///< rung of its last run; none where the first is the only one
  std::vector<std::uint32_t> inner;  ///< links of the runs between
  std::int64_t count;                ///< how often this subsequence was seen
};

/// The subsequences of one room and zone, made ready for training: equal ones counted, their runs
/// looked up. The order in which they came is forgotten.
class TrainingRuns {
 public:
  /// Requires: in each subsequence neighbours differ and lengths are >= 1. Empty subsequences are
  /// left out.
  explicit TrainingRuns(std::span<const RunLengths> subsequences);

  [[nodiscard]] std::int64_t samples() const { return samples_; }
  [[nodiscard]] std::int64_t subsequences() const { return subsequences_; }

  /// Samples that show `symbol`.
  [[nodiscard]] std::int64_t samples(OnOff symbol) const {
    return shown_[static_cast<std::size_t>(symbol)];
  }

  [[nodiscard]] const SymbolRuns& of(OnOff symbol) const {
    return symbols_[static_cast<std::size_t>(symbol)];
  }
  [[nodiscard]] std::span<const RunChain> chains() const { return chains_; }

 private:
  void add(const RunLengths& runs, std::int64_t count);

  std::int64_t samples_ = 0;
  std::int64_t subsequences_ = 0;
  std::array<std::int64_t, 2> shown_{};
  std::vector<RunChain> chains_;
  std::vector<SymbolRuns> symbols_;  ///< [0] off, [1] on
};

}  // namespace lamplighter
