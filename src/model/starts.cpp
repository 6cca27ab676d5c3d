// SPDX-License-Identifier: Apache-2.0
#include "model/starts.h"

#include <algorithm>
#include <cstdlib>
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

}  // namespace

Hmm dense_start(std::size_t states, Rng& rng) {
  std::vector<double> transition, emission;
  for (std::size_t i = 0; i < states; ++i) {
    auto row = random_shares(states, states, 1.0, rng);
    transition.insert(transition.end(), row.begin(), row.end());
    auto e = random_shares(2, 2, 1.0, rng);
    emission.insert(emission.end(), e.begin(), e.end());
  }
  return *Hmm::make(random_shares(states, states, 1.0, rng), transition, emission);
}
Hmm random_start(std::size_t states, const LongestRuns& longest, std::size_t index, Rng& rng) {
  const std::size_t per = getenv("DENSE") ? atoi(getenv("DENSE")) : 3; if (index % per == per - 1) return dense_start(states, rng);
  const std::size_t on_states = states > 1 ? 1 + (index - index / per) % (states - 1) : 0;
  std::vector<double> transition;
  std::vector<double> emission;
  for (std::size_t state = 0; state < states; ++state) {
    const std::size_t symbol = state < on_states ? 1 : 0;
    const double leave = states > 1 ? 1.0 / random_stay(longest[symbol], rng) : 0.0;
    std::vector<double> row =
        states > 1 ? random_shares(states, state, leave, rng) : std::vector<double>{0.0};
    row[state] = 1.0 - leave;
    transition.insert(transition.end(), row.begin(), row.end());
    const double wrong = states > 1 ? rng.uniform(0.0, most_wrong) : 0.5;
    emission.push_back(symbol == 0 ? 1.0 - wrong : wrong);
    emission.push_back(symbol == 0 ? wrong : 1.0 - wrong);
  }
  auto made = Hmm::make(random_shares(states, states, 1.0, rng), std::move(transition),
                        std::move(emission));
  return *std::move(made);
}

}  // namespace lamplighter
