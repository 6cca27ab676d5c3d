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

/// One iteration of Baum-Welch.
struct EmStep {
  Hmm next;               ///< at least as likely as the model before
  double log_likelihood;  ///< natural, summed over all subsequences, of the model *before*
};

/// The Baum-Welch method on runs (docs/algorithms.md, "Training on runs"): an iteration costs
/// O(runs + different lengths), whatever number of samples the runs stand for. Several models are
/// served by one pass over the runs, each in a lane of the processor's vectors; what comes of one
/// does not depend on the others, nor on how many lanes there are. Keeps its tables from one
/// iteration to the next. One thread.
class BaumWelch {
 public:
  /// Requires: `runs` outlives this; 1 <= states <= Hmm::max_states; `most_lanes` is one of
  /// `lane_widths()`, or 0 for the widest.
  BaumWelch(const TrainingRuns& runs, std::size_t states, std::size_t most_lanes = 0);
  ~BaumWelch();

  /// How many models this processor can serve at once, rising: 2 everywhere, on x86 also 4 with
  /// AVX2 and 8 with AVX-512.
  static std::span<const std::size_t> lane_widths();

  /// How many models one pass serves at most.
  [[nodiscard]] std::size_t lanes() const { return lanes_; }

  /// Where a sequence is impossible under `model`, the likelihood is minus infinity and `next` is
  /// the model itself. A row of which nothing was seen stays. Requires: model.states() as above.
  EmStep step(const Hmm& model);

  /// The same for each of several models. Requires: 1 <= models.size() <= lanes(), and of each what
  /// `step` requires.
  std::vector<EmStep> steps(std::span<const Hmm* const> models);

  /// What a method of N states and W lanes does.
  class Kernel;

 private:
  Kernel& kernel_for(std::size_t models);

  const TrainingRuns* runs_;
  std::size_t states_;
  std::size_t lanes_;
  std::vector<std::unique_ptr<Kernel>> kernels_;  ///< a width each, made when first wanted
};

/// While it lives, numbers too small for a normal double (under 2.2e-308) count as zero in this
/// thread: arithmetic with them takes a hundred times as long on common machines, and training
/// makes many of them. Machines without such a mode are only slower.
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
