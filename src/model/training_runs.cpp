// SPDX-License-Identifier: Apache-2.0
#include "model/training_runs.h"

#include "core/require.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace lamplighter {
namespace {

/// Each different subsequence and how often it was seen.
using Counted = std::map<RunLengths, std::int64_t>;

/// The lengths that one symbol's tables must have.
struct PowerLengths {
  std::set<std::int64_t> first;
  std::set<std::int64_t> inner;
  std::set<std::int64_t> last;
};

std::array<PowerLengths, 2> collect_lengths(const Counted& counted) {
  std::array<PowerLengths, 2> lengths;
  for (const auto& [runs, count] : counted) {
    lengths[index_of(runs.front().state)].first.insert(runs.front().length - 1);
    if (runs.size() == 1) continue;
    lengths[index_of(runs.back().state)].last.insert(runs.back().length);
    for (std::size_t i = 1; i + 1 < runs.size(); ++i) {
      lengths[index_of(runs[i].state)].inner.insert(runs[i].length);
    }
  }
  return lengths;
}

/// What lies between neighbours of `lengths`, the first one's neighbour being 0.
std::set<std::int64_t> steps_between(const std::set<std::int64_t>& lengths) {
  std::set<std::int64_t> steps;
  std::int64_t before = 0;
  for (const std::int64_t length : lengths) {
    if (length > before) steps.insert(length - before);
    before = length;
  }
  return steps;
}

std::vector<Rung> make_ladder(const std::set<std::int64_t>& lengths, const PowerChain& chain) {
  std::vector<Rung> ladder;
  std::int64_t before = 0;
  for (const std::int64_t length : lengths) {
    std::optional<std::size_t> step;
    if (length > before) step = chain.find(length - before);
    ladder.push_back({length, step});
    before = length;
  }
  return ladder;
}

SymbolRuns make_symbol(const PowerLengths& lengths) {
  std::set<std::int64_t> wanted = lengths.inner;
  wanted.merge(steps_between(lengths.first));
  wanted.merge(steps_between(lengths.last));
  PowerChain chain(std::move(wanted));
  std::vector<Rung> first = make_ladder(lengths.first, chain);
  std::vector<Rung> last = make_ladder(lengths.last, chain);
  return {std::move(chain), std::move(first), std::move(last), 0};
}

std::size_t find_rung(const std::vector<Rung>& ladder, std::int64_t length) {
  const auto found =
      std::lower_bound(ladder.begin(), ladder.end(), length,
                       [](const Rung& rung, std::int64_t wanted) { return rung.length < wanted; });
  require(found != ladder.end() && found->length == length,
          "every run length must be in the ladder");
  return static_cast<std::size_t>(found - ladder.begin());
}

}  // namespace

TrainingRuns::TrainingRuns(std::span<const RunLengths> subsequences) {
  Counted counted;
  for (const RunLengths& runs : subsequences) {
    if (!runs.empty()) ++counted[runs];
  }
  for (const PowerLengths& lengths : collect_lengths(counted))
    symbols_.push_back(make_symbol(lengths));
  for (const auto& [runs, count] : counted) add(runs, count);
}

void TrainingRuns::add(const RunLengths& runs, std::int64_t count) {
  subsequences_ += count;
  for (const Run& run : runs) {
    samples_ += count * run.length;
    shown_[index_of(run.state)] += count * run.length;
    symbols_[index_of(run.state)].steps += count * run.length;
  }
  SymbolRuns& opening = symbols_[index_of(runs.front().state)];
  opening.steps -= count;
  RunChain chain{.symbol = runs.front().state,
                 .first = find_rung(opening.first, runs.front().length - 1),
                 .last = {},
                 .inner = {},
                 .count = count};
  if (runs.size() > 1) chain.last = find_rung(of(runs.back().state).last, runs.back().length);
  for (std::size_t i = 1; i + 1 < runs.size(); ++i) {
    require(runs[i].state != runs[i - 1].state, "neighbouring runs must differ in their state");
    chain.inner.push_back(static_cast<std::uint32_t>(of(runs[i].state).chain.find(runs[i].length)));
  }
  chains_.push_back(std::move(chain));
}

PowerChain::PowerChain(std::set<std::int64_t> wanted) {
  wanted.insert(1);
  require(*wanted.begin() == 1, "exponents of a power chain must be at least 1");
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
  require(found != links_.end() && found->exponent == exponent,
          "every exponent asked for must be in the power chain");
  return static_cast<std::size_t>(found - links_.begin());
}

}  // namespace lamplighter
