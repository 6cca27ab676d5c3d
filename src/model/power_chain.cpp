// SPDX-License-Identifier: Apache-2.0
#include "model/power_chain.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace lamplighter {

PowerChain::PowerChain(std::set<std::int64_t> wanted) {
  wanted.insert(1);
  assert(*wanted.begin() == 1);
  // From the longest down: what is the way from the next shorter one, or, where that is not even
  // half as long, from one half? The set grows below the place where we stand, which leaves the
  // iterator valid.
  std::vector<std::int64_t> lefts;
  for (auto at = std::prev(wanted.end()); *at != 1; --at) {
    const std::int64_t shorter = *std::prev(at);
    const std::int64_t left = 2 * shorter >= *at ? shorter : *at - *at / 2;
    wanted.insert(left);
    wanted.insert(*at - left);
    lefts.push_back(left);
  }
  links_.push_back({1, 0, 0});
  auto left = lefts.rbegin();
  for (auto at = std::next(wanted.begin()); at != wanted.end(); ++at, ++left) {
    links_.push_back({*at, find(*left), find(*at - *left)});
  }
}

std::size_t PowerChain::find(std::int64_t exponent) const {
  const auto found = std::lower_bound(
      links_.begin(), links_.end(), exponent,
      [](const Link& link, std::int64_t wanted) { return link.exponent < wanted; });
  assert(found != links_.end() && found->exponent == exponent);
  return static_cast<std::size_t>(found - links_.begin());
}

}  // namespace lamplighter
