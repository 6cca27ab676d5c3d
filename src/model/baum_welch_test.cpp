// SPDX-License-Identifier: Apache-2.0
#include "model/baum_welch.h"

#include "testing/samples.h"
#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lamplighter {
namespace {

void expect_sound(const PowerChain& chain) {
  const auto& links = chain.links();
  EXPECT_EQ(links.front().exponent, 1);
  for (std::size_t i = 1; i < links.size(); ++i) {
    ASSERT_LT(links[i].left, i);
    ASSERT_LT(links[i].right, i);
    EXPECT_EQ(links[i].exponent, links[links[i].left].exponent + links[links[i].right].exponent);
    EXPECT_LT(links[i - 1].exponent, links[i].exponent);
  }
}

TEST(PowerChain, EachLinkIsTheProductOfTwoBeforeIt) {
  const std::set<std::int64_t> wanted{3, 44, 104, 120, 185, 455, 508, 514, 524, 1440};
  const PowerChain chain(wanted);
  expect_sound(chain);
  EXPECT_EQ(chain.longest(), 1440);
  for (const std::int64_t length : wanted) {
    EXPECT_EQ(chain.links()[chain.find(length)].exponent, length);
  }
}

TEST(PowerChain, NeighbouringLengthsCostOneProductEach) {
  std::set<std::int64_t> wanted;
  for (std::int64_t length = 1; length <= 1000; ++length) wanted.insert(length);
  EXPECT_EQ(PowerChain(wanted).links().size(), 1000U);
}

TEST(PowerChain, ALoneLongLengthCostsAboutItsLogarithm) {
  const PowerChain chain({1'000'000'007});
  expect_sound(chain);
  EXPECT_LE(chain.links().size(), 60U);  // 2 · log2
}

TEST(PowerChain, OfNothingIsTheMatrixItself) {
  const PowerChain chain({});
  EXPECT_EQ(chain.links().size(), 1U);
  EXPECT_EQ(chain.longest(), 1);
}

using testing::off;
using testing::on;
constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

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

std::vector<testing::Symbols> to_symbols(const std::vector<RunLengths>& sequences) {
  std::vector<testing::Symbols> symbols;
  for (const RunLengths& runs : sequences) symbols.push_back(testing::to_symbols(runs));
  return symbols;
}

/// Trains `model` both ways for `iterations`; returns how many of them were possible.
int expect_textbook(const Hmm& model, const std::vector<RunLengths>& sequences, int iterations) {
  const TrainingRuns runs(sequences);
  BaumWelch method(runs, model.states());
  const std::vector<testing::Symbols> symbols = to_symbols(sequences);
  Hmm slow = model;
  Hmm fast = model;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    const EmStep step = method.step(fast);
    if (step.log_likelihood == minus_infinity) return iteration;
    const auto expected = testing::textbook_step(slow, symbols);
    EXPECT_NEAR(step.log_likelihood, expected.log_likelihood, 1e-9) << "iteration " << iteration;
    EXPECT_LT(largest_difference(step.next, expected.model), 1e-9) << "iteration " << iteration;
    slow = expected.model;
    fast = step.next;
  }
  return iterations;
}

std::vector<RunLengths> random_sequences(const Hmm& truth, std::uint64_t most, Rng& rng) {
  std::vector<RunLengths> sequences;
  const std::uint64_t count = 1 + rng.below(5);
  for (std::uint64_t s = 0; s < count; ++s) {
    sequences.push_back(
        testing::sample_runs(truth, static_cast<std::int64_t>(1 + rng.below(most)), rng));
  }
  return sequences;
}

TEST(BaumWelch, EqualsTheTextbookOverTenIterationsOnAThousandRandomModelsWithZeros) {
  Rng rng(1);
  int possible = 0;
  for (int i = 0; i < 1000 && !::testing::Test::HasFailure(); ++i) {
    const std::size_t states = 1 + rng.below(Hmm::max_states);
    const Hmm truth = testing::random_model(states, rng);
    const Hmm model = testing::random_model(states, rng);
    possible += expect_textbook(model, random_sequences(truth, 150, rng), 10) == 10;
  }
  EXPECT_GT(possible, 600);
}

// Sums over every path of hidden states its probability and its counts, without forward-backward.
TEST(BaumWelch, CountsWhatTheSumOverAllPathsCounts) {
  Rng rng(2);
  for (int i = 0; i < 50; ++i) {
    const Hmm model = testing::random_model(2, rng);
    const testing::Symbols symbols{off, on, on, off, rng.below(2) == 0 ? off : on};
    const double total = testing::sum_over_paths(model, symbols);
    if (total == 0.0) continue;
    double stays = 0.0;
    double leaves = 0.0;
    for (std::size_t path = 0; path < 32; ++path) {
      double probability = 1.0;
      for (std::size_t t = 0; t < 5; ++t) {
        const std::size_t state = path >> t & 1U;
        const std::size_t before = t == 0 ? 0 : path >> (t - 1) & 1U;
        probability *= (t == 0 ? model.start(state) : model.transition(before, state)) *
                       model.emission(state, symbols[t]);
      }
      for (std::size_t t = 1; t < 5; ++t) {
        if ((path >> (t - 1) & 1U) == 0) ((path >> t & 1U) == 0 ? stays : leaves) += probability;
      }
    }
    const std::vector<RunLengths> sequences{testing::to_runs(symbols)};
    const TrainingRuns runs(sequences);
    const EmStep step = BaumWelch(runs, 2).step(model);
    EXPECT_NEAR(step.log_likelihood, std::log(total), 1e-12);
    if (stays + leaves > 0.0) {
      EXPECT_NEAR(step.next.transition(0, 0), stays / (stays + leaves), 1e-12);
    }
  }
}

TEST(BaumWelch, LikelihoodIsThatOfTheModel) {
  Rng rng(3);
  const Hmm model = testing::random_model(4, rng);
  const std::vector<RunLengths> sequences{testing::sample_runs(model, 400, rng),
                                          testing::sample_runs(model, 90, rng)};
  const TrainingRuns runs(sequences);
  const double expected = log_likelihood(model, sequences[0]) + log_likelihood(model, sequences[1]);
  EXPECT_NEAR(BaumWelch(runs, 4).step(model).log_likelihood, expected, 1e-9);
}

TEST(BaumWelch, LikelihoodNeverFallsAtAnyStep) {
  Rng rng(4);
  int steps = 0;
  for (int i = 0; i < 100; ++i) {
    const std::size_t states = 1 + rng.below(Hmm::max_states);
    const Hmm truth = testing::random_model(states, rng);
    const std::vector<RunLengths> sequences = random_sequences(truth, 300, rng);
    const TrainingRuns runs(sequences);
    BaumWelch method(runs, states);
    EmStep step = method.step(testing::random_model(states, rng));
    for (int iteration = 0; iteration < 30; ++iteration) {
      if (step.log_likelihood == minus_infinity) break;
      const EmStep later = method.step(step.next);
      ASSERT_GE(later.log_likelihood, step.log_likelihood - 1e-10) << i << ", " << iteration;
      step = later;
      ++steps;
    }
  }
  EXPECT_GT(steps, 2000);
}

TEST(BaumWelch, RowsSumToOne) {
  Rng rng(5);
  const Hmm truth = testing::random_model(5, rng);
  const std::vector<RunLengths> sequences{testing::sample_runs(truth, 1000, rng)};
  const TrainingRuns runs(sequences);
  Hmm model = testing::random_model(5, rng);
  BaumWelch method(runs, 5);
  for (int i = 0; i < 20; ++i) model = method.step(model).next;
  const auto sum = [](std::span<const double> row) {
    return std::accumulate(row.begin(), row.end(), 0.0);
  };
  EXPECT_NEAR(sum(model.start()), 1.0, 1e-14);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(sum(model.transition().subspan(i * 5, 5)), 1.0, 1e-14);
    EXPECT_NEAR(sum(model.emission().subspan(i * 2, 2)), 1.0, 1e-14);
  }
}

TEST(BaumWelch, TheOrderOfSequencesDoesNotMatterAtAll) {
  Rng rng(6);
  const Hmm truth = testing::random_model(4, rng);
  std::vector<RunLengths> sequences;
  for (int i = 0; i < 20; ++i) sequences.push_back(testing::sample_runs(truth, 50, rng));
  const Hmm model = testing::random_model(4, rng);
  const TrainingRuns runs(sequences);
  const EmStep forward = BaumWelch(runs, 4).step(model);
  std::reverse(sequences.begin(), sequences.end());
  const TrainingRuns turned(sequences);
  const EmStep backward = BaumWelch(turned, 4).step(model);
  EXPECT_EQ(forward.log_likelihood, backward.log_likelihood);
  EXPECT_EQ(forward.next, backward.next);
}

/// The results of `method` for the models, each in its own lane.
std::vector<EmStep> in_lanes(BaumWelch& method, const std::vector<Hmm>& models) {
  std::vector<EmStep> steps;
  for (std::size_t at = 0; at < models.size();) {
    std::vector<const Hmm*> group;
    while (at < models.size() && group.size() < method.lanes()) group.push_back(&models[at++]);
    for (EmStep& step : method.steps(group)) steps.push_back(std::move(step));
  }
  return steps;
}

/// One iteration of all models in lanes of every width is bit-identical to that of each alone.
std::vector<EmStep> expect_the_same_in_lanes(const TrainingRuns& runs,
                                             const std::vector<Hmm>& models) {
  BaumWelch alone(runs, models.front().states());
  std::vector<EmStep> expected;
  for (const Hmm& model : models) expected.push_back(alone.step(model));
  for (const std::size_t width : BaumWelch::lane_widths()) {
    BaumWelch method(runs, models.front().states(), width);
    const std::vector<EmStep> steps = in_lanes(method, models);
    EXPECT_EQ(steps.size(), models.size());
    for (std::size_t m = 0; m < steps.size(); ++m) {
      EXPECT_EQ(steps[m].log_likelihood, expected[m].log_likelihood) << width << ", " << m;
      EXPECT_EQ(steps[m].next, expected[m].next) << width << ", " << m;
    }
  }
  return expected;
}

// Models with zeros, impossible sequences, and paths that only the sample-by-sample pass finds: in
// any lane, of any width, beside any others, over ten iterations.
TEST(BaumWelch, ALaneIsAsGoodAsAPassOfItsOwn) {
  Rng rng(7);
  int impossible = 0;
  for (int i = 0; i < 200 && !::testing::Test::HasFailure(); ++i) {
    const std::size_t states = 1 + rng.below(Hmm::max_states);
    const auto sequences = random_sequences(testing::random_model(states, rng), 4000, rng);
    const TrainingRuns runs(sequences);
    std::vector<Hmm> models;
    const std::uint64_t count = 1 + rng.below(11);
    while (models.size() < count) models.push_back(testing::random_model(states, rng));
    for (int iteration = 0; iteration < 10; ++iteration) {
      const std::vector<EmStep> steps = expect_the_same_in_lanes(runs, models);
      for (std::size_t m = 0; m < steps.size(); ++m) {
        impossible += steps[m].log_likelihood == minus_infinity;
        models[m] = steps[m].next;
      }
    }
  }
  EXPECT_GT(impossible, 100);
}

Hmm slow_house() {
  return *Hmm::make({0.5, 0.3, 0.2}, {0.998, 0.001, 0.001, 0.004, 0.99, 0.006, 0.02, 0.03, 0.95},
                    {0.99, 0.01, 0.05, 0.95, 0.5, 0.5});
}

TEST(BaumWelch, EqualsTheTextbookForRunsOfEveryKind) {
  const struct {
    const char* what;
    std::vector<RunLengths> sequences;
  } cases[] = {
      {"one sample", {{{on, 1}}}},
      {"one run", {{{off, 700}}}},
      {"runs of one", {{{off, 1}, {on, 1}, {off, 1}, {on, 1}, {off, 1}}}},
      {"first and last of one", {{{off, 1}, {on, 300}, {off, 1}}}},
      {"two runs", {{{off, 5}, {on, 900}}, {{on, 17}, {off, 1}}}},
      {"far over a day", {{{off, 5000}, {on, 20000}, {off, 3}, {on, 7777}, {off, 12345}}}},
      {"the same twice", {{{off, 30}, {on, 4}}, {{off, 30}, {on, 4}}, {{on, 2}}, {{on, 2}}}},
      {"with empty ones", {{}, {{off, 3}, {on, 3}}, {}}},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.what);
    EXPECT_EQ(expect_textbook(slow_house(), given.sequences, 10), 10);
  }
}

// Two disconnected states. In a long run the first has so small a share that a power of M, scaled
// for the second, has lost it; yet only the first can end the sequence.
TEST(BaumWelch, SeesAPathThatLongPowersLose) {
  const Hmm model = *Hmm::make({0.5, 0.5}, {1.0, 0.0, 0.0, 1.0}, {0.5, 0.5, 1.0, 0.0});
  const std::vector<RunLengths> sequences{{{off, 40}, {on, 1}, {off, 3000}, {on, 1}}};
  EXPECT_EQ(expect_textbook(model, sequences, 3), 3);
}

TEST(BaumWelch, AnImpossibleSequenceLeavesTheModelAlone) {
  const Hmm model = *Hmm::make({1.0, 0.0}, {0.0, 1.0, 1.0, 0.0}, {1.0, 0.0, 0.0, 1.0});
  const std::vector<RunLengths> sequences{{{off, 1}, {on, 1}}, {{off, 2}}};
  const TrainingRuns runs(sequences);
  const EmStep step = BaumWelch(runs, 2).step(model);
  EXPECT_EQ(step.log_likelihood, minus_infinity);
  EXPECT_EQ(step.next, model);
}

TEST(BaumWelch, ARowOfWhichNothingWasSeenStays) {
  const Hmm model = *Hmm::make({1.0, 0.0}, {1.0, 0.0, 0.25, 0.75}, {0.5, 0.5, 0.125, 0.875});
  const std::vector<RunLengths> sequences{{{off, 4}, {on, 2}}};
  const TrainingRuns runs(sequences);
  const EmStep step = BaumWelch(runs, 2).step(model);
  EXPECT_EQ(step.next.transition(1, 0), 0.25);
  EXPECT_EQ(step.next.emission(1, on), 0.875);
  EXPECT_NEAR(step.next.emission(0, on), 1.0 / 3.0, 1e-15);
}

}  // namespace

}  // namespace lamplighter
