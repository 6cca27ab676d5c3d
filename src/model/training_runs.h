// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

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

}  // namespace lamplighter
