// SPDX-License-Identifier: Apache-2.0
#include "model/starts.h"

#include <utility>
#include <vector>

namespace lamplighter {
namespace {

/// How often a state may show the wrong symbol at first. Not never: training keeps every zero.
constexpr double most_wrong = 0.02;

/// A mean time of stay between 1.5 and `longest` samples, each doubling about as likely as any
/// other. (An exact logarithm would make machines differ.)
double random_stay(std::int64_t longest, Rng& rng) {
  std::uint64_t doublings = 1;
  while ((longest >> doublings) > 0) ++doublings;
  const auto scale = static_cast<double>(std::uint64_t{1} << rng.below(doublings));
  return scale * rng.uniform(1.5, 3.0);
}

/// Weights for all but `left_out` that sum to `total`.
std::vector<double> random_shares(std::size_t count, std::size_t left_out, double total, Rng& rng) {
  std::vector<double> shares(count, 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != left_out) sum += shares[i] = rng.uniform() + 1e-3;
  }
  for (double& share : shares) share *= total / sum;
  return shares;
}

void append(std::vector<double>& target, const std::vector<double>& row) {
  target.insert(target.end(), row.begin(), row.end());
}

/// Every number drawn alike.
Hmm dense_start(std::size_t states, Rng& rng) {
  std::vector<double> transition;
  std::vector<double> emission;
  for (std::size_t state = 0; state < states; ++state) {
    append(transition, random_shares(states, states, 1.0, rng));
    append(emission, random_shares(Hmm::symbols, Hmm::symbols, 1.0, rng));
  }
  auto made = Hmm::make(random_shares(states, states, 1.0, rng), std::move(transition),
                        std::move(emission));
  return *std::move(made);
}

/// `on_states` states that are nearly always on, the others nearly always off. Requires: states
/// > 1.
Hmm steady_start(std::size_t states, std::size_t on_states, const LongestRuns& longest, Rng& rng) {
  std::vector<double> transition;
  std::vector<double> emission;
  for (std::size_t state = 0; state < states; ++state) {
    const std::size_t symbol = state < on_states ? 1 : 0;
    const double leave = 1.0 / random_stay(longest[symbol], rng);
    std::vector<double> row = random_shares(states, state, leave, rng);
    row[state] = 1.0 - leave;
    append(transition, row);
    const double wrong = rng.uniform(0.0, most_wrong);
    append(emission,
           symbol == 0 ? std::vector{1.0 - wrong, wrong} : std::vector{wrong, 1.0 - wrong});
  }
  auto made = Hmm::make(random_shares(states, states, 1.0, rng), std::move(transition),
                        std::move(emission));
  return *std::move(made);
}

}  // namespace

Hmm random_start(std::size_t states, const LongestRuns& longest, std::size_t index, Rng& rng) {
  if (states == 1 || index % 2 == 1) return dense_start(states, rng);
  return steady_start(states, 1 + index / 2 % (states - 1), longest, rng);
}

}  // namespace lamplighter
