// SPDX-License-Identifier: Apache-2.0
#include "model/training.h"

#include "testing/samples.h"
#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lamplighter {
namespace {

using testing::off;
using testing::on;

/// Two weeks of one zone, invented.
std::vector<RunLengths> some_evenings() {
  return {{{off, 150}, {on, 6}, {off, 44}, {on, 104}, {off, 455}},
          {{off, 38}, {on, 111}, {off, 50}, {on, 181}, {off, 45}},
          {{off, 62}, {on, 66}, {off, 50}, {on, 110}, {off, 508}},
          {{off, 189}, {on, 110}, {off, 311}, {on, 7}, {off, 188}},
          {{off, 189}, {on, 102}, {off, 1}, {on, 6}, {off, 506}},
          {{off, 499}},
          {{on, 93}, {off, 708}}};
}

double total_log_likelihood(const Hmm& model, const std::vector<RunLengths>& sequences) {
  double sum = 0.0;
  for (const RunLengths& runs : sequences) sum += log_likelihood(model, runs);
  return sum;
}

TEST(Fit, ReportsTheLikelihoodOfTheModelItKeeps) {
  const auto sequences = some_evenings();
  const Fit found = fit(sequences, {.restarts = 8});
  EXPECT_NEAR(found.log_likelihood, total_log_likelihood(found.model, sequences), 1e-9);
  EXPECT_EQ(found.history.back(), found.log_likelihood);
  EXPECT_EQ(found.restarts, 8);
  EXPECT_GT(found.iterations, 10);
  EXPECT_EQ(found.subsequences, 7);
  EXPECT_EQ(found.samples, 4889);
  EXPECT_EQ(found.note, std::nullopt);
  EXPECT_EQ(found.model.states(), 5U);
}

TEST(Fit, TheSameSeedGivesTheSameModelAnotherSeedAnother) {
  const auto sequences = some_evenings();
  const Fit one = fit(sequences, {.restarts = 1, .seed = 7});
  const Fit same = fit(sequences, {.restarts = 1, .seed = 7});
  const Fit other = fit(sequences, {.restarts = 1, .seed = 8});
  EXPECT_EQ(one.model, same.model);
  EXPECT_EQ(one.log_likelihood, same.log_likelihood);
  EXPECT_NE(one.model, other.model);
}

TEST(Fit, TheOrderOfSequencesDoesNotMatter) {
  auto sequences = some_evenings();
  const Fit forward = fit(sequences, {.restarts = 6});
  std::reverse(sequences.begin(), sequences.end());
  EXPECT_EQ(fit(sequences, {.restarts = 6}).model, forward.model);
}

TEST(Fit, MoreRestartsAreNeverWorseThanTheFirstAloneAndOftenBetter) {
  const auto sequences = some_evenings();
  int better = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const double one = fit(sequences, {.restarts = 1, .seed = seed}).log_likelihood;
    const double many = fit(sequences, {.restarts = 30, .seed = seed}).log_likelihood;
    EXPECT_GE(many, one) << "seed " << seed;
    better += many > one + 1e-3;
  }
  EXPECT_GE(better, 8);
}

TEST(Fit, OfManyRunsLearnsAlsoWhatTheHeatsMayNotSee) {
  std::vector<RunLengths> sequences;
  for (int i = 0; i < 200; ++i)
    sequences.push_back({{off, 20 + i % 7}, {on, 10 + i % 3}, {off, 30}});
  sequences.push_back({{on, 1}, {off, 1}, {on, 1}, {off, 400}, {on, 900}});
  const Fit found = fit(sequences, {});
  EXPECT_NEAR(found.log_likelihood, total_log_likelihood(found.model, sequences), 1e-6);
  EXPECT_GT(found.log_likelihood, -1466) << "-1471 where the winner knows no such night";
}

TEST(Fit, WithoutMuchToLearnFromIsAValidModelThatSaysSo) {
  const struct {
    std::vector<RunLengths> sequences;
    const char* note;
    OnOff shown;
    std::int64_t samples;
  } cases[] = {
      {{}, "no samples: the model stays off", off, 0},
      {{{}}, "no samples: the model stays off", off, 0},
      {{{{on, 1}}}, "a single sample, on: the model stays on", on, 1},
      {{{{off, 351}}, {{off, 352}}}, "only off was seen: the model stays off", off, 703},
      {{{{on, 5}}}, "only on was seen: the model stays on", on, 5},
  };
  for (const auto& given : cases) {
    const Fit found = fit(given.sequences, {});
    EXPECT_EQ(found.note, given.note);
    EXPECT_EQ(found.samples, given.samples) << given.note;
    EXPECT_EQ(found.log_likelihood, 0.0) << given.note;
    EXPECT_NEAR(log_likelihood(found.model, {{given.shown, 100}}), 0.0, 1e-12) << given.note;
  }
}

TEST(Fit, WorksForEveryNumberOfStates) {
  const auto sequences = some_evenings();
  double before = -1e300;
  for (std::size_t states = 1; states <= Hmm::max_states; ++states) {
    const Fit found = fit(sequences, {.states = states, .restarts = 12});
    EXPECT_EQ(found.model.states(), states);
    EXPECT_GT(found.log_likelihood, before) << states;  // a larger model contains the smaller
    before = found.log_likelihood;
  }
}

TEST(Fit, OfOneStateIsTheShareOfEachSymbol) {
  const Fit found = fit(some_evenings(), {.states = 1, .restarts = 1});
  EXPECT_NEAR(found.model.emission(0, on), 896.0 / 4889.0, 1e-12);
}

/// A household of two states that are always distinguishable: the result can be counted by hand.
TEST(Fit, OfTwoPlainStatesIsCounting) {
  const std::vector<RunLengths> sequences{{{off, 10}, {on, 5}, {off, 4}}, {{on, 3}, {off, 7}}};
  const Fit found = fit(sequences, {.states = 2, .restarts = 10});
  // 19 steps from off, 1 of them to on; 8 from on, 2 of them to off; one of two begins on.
  const double counted = 18 * std::log(18.0 / 19) + std::log(1.0 / 19) + 6 * std::log(6.0 / 8) +
                         2 * std::log(2.0 / 8) + 2 * std::log(0.5);
  EXPECT_GE(found.log_likelihood, counted - 1e-7);
}

TEST(Fit, RecoversAKnownModelUpToTheNamesOfItsStates) {
  const Hmm truth = *Hmm::make({0.6, 0.4}, {0.98, 0.02, 0.05, 0.95}, {0.95, 0.05, 0.1, 0.9});
  Rng rng(9);
  std::vector<RunLengths> sequences;
  for (int i = 0; i < 200; ++i) sequences.push_back(testing::sample_runs(truth, 700, rng));
  const Fit found = fit(sequences, {.states = 2, .restarts = 4});
  const std::size_t dark = found.model.emission(0, off) > found.model.emission(1, off) ? 0 : 1;
  const std::size_t lit = 1 - dark;
  EXPECT_NEAR(found.model.emission(dark, off), 0.95, 0.004);
  EXPECT_NEAR(found.model.emission(lit, on), 0.9, 0.006);
  EXPECT_NEAR(found.model.transition(dark, lit), 0.02, 0.002);
  EXPECT_NEAR(found.model.transition(lit, dark), 0.05, 0.004);
  EXPECT_NEAR(found.model.start(dark), 0.6, 0.11);  // 200 draws: three standard errors
  EXPECT_GE(found.log_likelihood, total_log_likelihood(truth, sequences));
}

TEST(EmRun, NeverFallsAndAgreesWithPlainIterationInTheEnd) {
  const auto sequences = some_evenings();
  const TrainingRuns runs(sequences);
  BaumWelch method(runs, 3);
  Rng rng(10);
  int strides = 0;
  for (int i = 0; i < 20; ++i) {
    const Hmm start = floored(testing::random_model(3, rng), 0.01);
    EmRun ascent(start);
    climb(method, {&ascent, 1}, 2000);
    const std::vector<double>& history = ascent.history();
    for (std::size_t h = 1; h < history.size(); ++h) EXPECT_GE(history[h], history[h - 1]);
    strides += static_cast<int>(history.size());
    EXPECT_GE(method.step(ascent.model()).log_likelihood, history.front());
    EXPECT_EQ(method.step(ascent.model()).log_likelihood, ascent.log_likelihood());
    EXPECT_TRUE(ascent.converged() || ascent.iterations() >= 2000);
  }
  EXPECT_GT(strides, 400);
}

TEST(Climb, SideBySideComesToWhatEachComesToAlone) {
  const auto sequences = some_evenings();
  const TrainingRuns runs(sequences);
  Rng rng(11);
  std::vector<EmRun> together;
  for (std::size_t i = 0; i < 19; ++i) together.emplace_back(random_start(4, {708, 181}, i, rng));
  std::vector<EmRun> alone = together;
  BaumWelch method(runs, 4);
  climb(method, together, 70);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    climb(method, {&alone[i], 1}, 70);
    EXPECT_EQ(together[i].model(), alone[i].model()) << i;
    EXPECT_EQ(together[i].history(), alone[i].history()) << i;
    EXPECT_EQ(together[i].iterations(), alone[i].iterations()) << i;
  }
}

TEST(EmRun, StopsAtAnOptimum) {
  const auto sequences = some_evenings();
  const TrainingRuns runs(sequences);
  BaumWelch method(runs, 5);
  const Hmm best = fit(sequences, {.restarts = 10}).model;
  EmRun ascent(best);
  climb(method, {&ascent, 1}, 1000);
  EXPECT_LT(ascent.iterations(), 200);
  EXPECT_TRUE(ascent.converged());
}

}  // namespace

namespace {

std::size_t on_states(const Hmm& model) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < model.states(); ++i) count += model.emission(i, OnOff::on) > 0.5;
  return count;
}

TEST(RandomStart, HasNoZeroThatTrainingCouldNeverLeave) {
  Rng rng(1);
  for (std::size_t states = 1; states <= Hmm::max_states; ++states) {
    for (std::size_t index = 0; index < 50; ++index) {
      const Hmm model = random_start(states, {500, 1}, index, rng);
      ASSERT_EQ(model.states(), states);
      for (const auto numbers : {model.start(), model.transition(), model.emission()}) {
        EXPECT_GT(*std::min_element(numbers.begin(), numbers.end()), 0.0);
      }
    }
  }
}

TEST(RandomStart, EvenIndicesTakeEveryShareOfOnStatesInTurn) {
  Rng rng(2);
  std::vector<std::size_t> shares;
  for (std::size_t index = 0; index < 10; index += 2) {
    shares.push_back(on_states(random_start(5, {500, 200}, index, rng)));
  }
  EXPECT_EQ(shares, (std::vector<std::size_t>{1, 2, 3, 4, 1}));
}

TEST(RandomStart, StatesLastForTimesOfEveryScaleUpToTheLongestRun) {
  Rng rng(3);
  std::set<int> doublings;
  for (std::size_t index = 0; index < 200; index += 2) {
    const Hmm model = random_start(5, {1000, 1000}, index, rng);
    for (std::size_t i = 0; i < 5; ++i) {
      const double stay = 1.0 / (1.0 - model.transition(i, i));
      EXPECT_GE(stay, 1.49);
      EXPECT_LE(stay, 3.0 * 1024);
      doublings.insert(static_cast<int>(std::log2(stay)));
    }
  }
  EXPECT_GE(doublings.size(), 10U);
}

}  // namespace

}  // namespace lamplighter
