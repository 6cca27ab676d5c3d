// SPDX-License-Identifier: Apache-2.0
#include "model/baum_welch.h"

#include "model/sampling.h"
#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

constexpr OnOff off = OnOff::off;
constexpr OnOff on = OnOff::on;

double largest_difference(std::span<const double> a, std::span<const double> b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

double largest_difference(const Hmm& a, const Hmm& b) {
  return std::max({largest_difference(a.start(), b.start()),
                   largest_difference(a.transition(), b.transition()),
                   largest_difference(a.emission(), b.emission())});
}

TEST(BaumWelch, EqualsTheTextbookOnAThousandRandomModelsWithZeros) {
  Rng rng(1);
  int possible = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::size_t states = 1 + rng.below(Hmm::max_states);
    const Hmm truth = testing::random_model(states, rng);
    Hmm slow = testing::random_model(states, rng);
    Hmm fast = slow;
    std::vector<RunLengths> sequences;
    std::vector<testing::Symbols> symbols;
    for (std::uint64_t s = 0; s < 1 + rng.below(5); ++s) {
      sequences.push_back(sample_runs(truth, static_cast<std::int64_t>(1 + rng.below(200)), rng));
      symbols.push_back(testing::to_symbols(sequences.back()));
    }
    const TrainingRuns runs(sequences);
    BaumWelch method(runs, states);
    for (int iteration = 0; iteration < 10; ++iteration) {
      const EmStep step = method.step(fast);
      if (std::isinf(step.log_likelihood)) break;
      const auto expected = testing::textbook_step(slow, symbols);
      ASSERT_NEAR(step.log_likelihood, expected.log_likelihood, 1e-9) << i << " " << iteration;
      ASSERT_LT(largest_difference(step.next, expected.model), 1e-9) << i << " " << iteration;
      slow = expected.model;
      fast = step.next;
      possible += iteration == 9;
    }
  }
  EXPECT_GT(possible, 600);
}

}  // namespace
}  // namespace lamplighter
