// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/hmm.h"
#include "model/training_runs.h"

#include <memory>
#include <span>
#include <vector>

#if defined(__SSE2__)
#include <xmmintrin.h>
#elif defined(__aarch64__)
#include <cstdint>
#endif

namespace lamplighter {

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
