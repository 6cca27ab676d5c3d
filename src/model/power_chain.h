// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
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

}  // namespace lamplighter
