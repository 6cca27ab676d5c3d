// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "model/hmm.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace lamplighter {

/// How to compute powers of a matrix with few products: each power is the product of two smaller
/// ones (an addition chain; Knuth, The Art of Computer Programming 2, section 4.6.3). Lengths close
/// together cost one product each; a length far from all others costs about 1.5 log2 of it.
class PowerChain {
 public:
  /// The power `exponent` is the power of link `left` times that of link `right`; both are earlier
  /// links.
  struct Link {
    std::int64_t exponent;
    std::size_t left;
    std::size_t right;
  };

  /// A chain through all of `wanted`. Requires: all values >= 1.
  explicit PowerChain(std::set<std::int64_t> wanted);

  /// In ascending order of exponents. Link 0 is the first power, the matrix itself; its `left` and
  /// `right` are unused.
  [[nodiscard]] const std::vector<Link>& links() const { return links_; }

  /// The largest exponent.
  [[nodiscard]] std::int64_t longest() const { return links_.back().exponent; }

  /// Index of the link with this exponent. Requires: `exponent` was in `wanted`.
  [[nodiscard]] std::size_t find(std::int64_t exponent) const;

 private:
  std::vector<Link> links_;
};

/// A vector that is advanced from one length to the next longer one, each time by one link of the
/// chain.
struct Rung {
  std::int64_t length;
  std::optional<std::size_t> step;  ///< the link from the previous rung; none for length 0
};

/// The part of the data on one symbol's runs that does not depend on a model.
struct SymbolRuns {
  PowerChain chain;         ///< through every length of inner runs, and every step between rungs
  std::vector<Rung> first;  ///< first runs, by length - 1: the first sample has no transition
  std::vector<Rung> last;   ///< last runs, by length
  std::int64_t steps = 0;   ///< samples with a transition before them, in all subsequences
};

/// A subsequence as indices into the tables of SymbolRuns.
struct RunChain {
  OnOff symbol;                      ///< of the first run
  std::size_t first;                 ///< rung of the first run
  std::optional<std::size_t> last;   ///< rung of the last run; none if there is only one run
  std::vector<std::uint32_t> inner;  ///< links of the runs in between
  std::int64_t count;                ///< number of occurrences of this subsequence
};

/// The subsequences of one room and zone, prepared for training: equal ones are counted, and runs
/// become table indices. Independent of the order of the subsequences.
class TrainingRuns {
 public:
  /// Requires: in each subsequence, neighbours differ and lengths are >= 1. Empty subsequences are
  /// ignored.
  explicit TrainingRuns(std::span<const RunLengths> subsequences);

  [[nodiscard]] std::int64_t samples() const { return samples_; }
  [[nodiscard]] std::int64_t subsequences() const { return subsequences_; }

  /// Number of samples that show `symbol`.
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

/// One iteration of Baum-Welch.
struct EmStep {
  Hmm next;               ///< at least as likely as the previous model
  double log_likelihood;  ///< natural, summed over all subsequences, of the *previous* model
};

/// The Baum-Welch method on runs (docs/algorithms.md, "Training on runs"): an iteration costs
/// O(runs + different lengths), independent of the number of samples. One pass over the runs trains
/// several models, each in a SIMD lane; the result for a model does not depend on the other models
/// or on the number of lanes. Reuses its tables between iterations. Not thread-safe.
class BaumWelch {
 public:
  /// Requires: `runs` outlives this; 1 <= states <= Hmm::max_states; `most_lanes` is one of
  /// `lane_widths()`, or 0 for the widest.
  BaumWelch(const TrainingRuns& runs, std::size_t states, std::size_t most_lanes = 0);
  ~BaumWelch();

  /// The numbers of models that this processor can train at once, ascending: 2 everywhere, on x86
  /// also 4 with AVX2 and 8 with AVX-512.
  static std::span<const std::size_t> lane_widths();

  /// The largest number of models per pass.
  [[nodiscard]] std::size_t lanes() const { return lanes_; }

  /// If a sequence is impossible under `model`, the likelihood is minus infinity and `next` is the
  /// model itself. Rows without any counts stay unchanged. Requires: model.states() == `states`.
  EmStep step(const Hmm& model);

  /// The same for several models. Requires: 1 <= models.size() <= lanes(), and each model as for
  /// `step`.
  std::vector<EmStep> steps(std::span<const Hmm* const> models);

  /// The implementation for N states and W lanes.
  class Kernel;

 private:
  Kernel& kernel_for(std::size_t models);

  const TrainingRuns* runs_;
  std::size_t states_;
  std::size_t lanes_;
  std::vector<std::unique_ptr<Kernel>> kernels_;  ///< one per width, created on first use
};

/// While it lives, numbers too small for a normal double (below 2.2e-308) count as zero in this
/// thread: arithmetic with them is a hundred times slower on common machines, and training produces
/// many. On machines without such a mode, training is only slower.
class FlushDenormals {
 public:
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | flush_results | flush_inputs); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned flush_results = 0x8000;
  static constexpr unsigned flush_inputs = 0x0040;
  unsigned before_;
#elif defined(__aarch64__)
  FlushDenormals() : before_(read()) { write(before_ | flush); }
  ~FlushDenormals() { write(before_); }

 private:
  static constexpr std::uint64_t flush = std::uint64_t{1} << 24U;
  static std::uint64_t read() {
    std::uint64_t mode = 0;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
  }
  static void write(std::uint64_t mode) { __asm__ volatile("msr fpcr, %0" : : "r"(mode)); }
  std::uint64_t before_;
#else
  FlushDenormals() = default;
#endif
};

}  // namespace lamplighter
