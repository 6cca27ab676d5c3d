// SPDX-License-Identifier: Apache-2.0
#include "model/hmm.h"

#include "core/random.h"
#include "testing/samples.h"
#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <type_traits>

namespace lamplighter {
namespace {

using testing::off;
using testing::on;

TEST(Hmm, KeepsTheNumbersItIsGivenRowByRow) {
  const auto model = Hmm::make({0.25, 0.75}, {0.1, 0.9, 0.8, 0.2}, {1.0, 0.0, 0.3, 0.7});
  ASSERT_TRUE(model);
  EXPECT_EQ(model->states(), 2U);
  EXPECT_EQ(model->start(1), 0.75);
  EXPECT_EQ(model->transition(0, 1), 0.9);  // from 0 to 1
  EXPECT_EQ(model->transition(1, 0), 0.8);
  EXPECT_EQ(model->emission(1, off), 0.3);
  EXPECT_EQ(model->emission(1, on), 0.7);
}

TEST(Hmm, RefusesWhatIsNoModel) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  struct Case {
    std::vector<double> start, transition, emission;
    const char* message;
  };
  const std::vector<Case> cases{
      {{}, {}, {}, "a model of 0 states"},
      {std::vector<double>(9, 1.0 / 9), {}, {}, "a model of 9 states"},
      {{1.0}, {1.0, 0.0}, {0.5, 0.5}, "transition: 2 numbers where 1 × 1"},
      {{1.0}, {1.0}, {0.5}, "emission: 1 numbers where 1 × 2"},
      {{0.5, 0.6}, {1, 0, 0, 1}, {1, 0, 0, 1}, "start, row 0: sums to 1.1"},
      {{0.5, 0.5}, {1, 0, 0.25, 0.5}, {1, 0, 0, 1}, "transition, row 1: sums to 0.75"},
      {{0.5, 0.5}, {0.1, 0.2, 0.9, 0.8}, {1, 0, 0, 1}, "transition, row 0"},  // columns sum to 1
      {{0.5, 0.5}, {1, 0, 0, 1}, {0.5, 0.5, 0.0, 0.0}, "emission, row 1: sums to 0"},
      {{-0.5, 1.5}, {1, 0, 0, 1}, {1, 0, 0, 1}, "start, row 0: -0.5 is not"},
      {{nan, 1.0}, {1, 0, 0, 1}, {1, 0, 0, 1}, "start, row 0: nan is not"},
      {{1.0, 0.0}, {1, 0, inf, 1}, {1, 0, 0, 1}, "transition, row 1: inf is not"},
  };
  for (const Case& given : cases) {
    const auto model = Hmm::make(given.start, given.transition, given.emission);
    ASSERT_FALSE(model) << given.message;
    EXPECT_EQ(model.error().fault, Fault::bad_input);
    EXPECT_NE(model.error().message.find(given.message), std::string::npos)
        << model.error().message;
  }
}

TEST(Hmm, CannotBeMadeOtherThanByMake) {
  static_assert(!std::is_default_constructible_v<Hmm>);
  static_assert(
      !std::is_constructible_v<Hmm, std::vector<double>, std::vector<double>, std::vector<double>>);
}

// Russell and Norvig, Artificial Intelligence: A Modern Approach, 2nd edition, section 15.2: rain
// with 0.7, umbrella with 0.9 when it rains and 0.2 when not. Two days with an umbrella: 0.5·0.9 +
// 0.5·0.2 = 0.55, then (with rain probability 0.818 after the first day) 0.627·0.9 + 0.373·0.2 =
// 0.6391.
TEST(LogLikelihood, OfTheUmbrellaWorld) {
  const auto model = Hmm::make({0.5, 0.5}, {0.7, 0.3, 0.3, 0.7}, {0.1, 0.9, 0.8, 0.2});
  ASSERT_TRUE(model);
  EXPECT_NEAR(log_likelihood(*model, {{on, 1}}), std::log(0.55), 1e-14);
  EXPECT_NEAR(log_likelihood(*model, {{on, 2}}), std::log(0.35150), 1e-14);
}

TEST(LogLikelihood, IsTheSumOverAllPaths) {
  Rng rng(1);
  int compared = 0;
  for (int i = 0; i < 300; ++i) {
    const Hmm model = testing::random_model(1 + rng.below(3), rng);
    const auto samples = static_cast<std::size_t>(1 + rng.below(7));
    std::vector<OnOff> symbols;
    for (std::size_t t = 0; t < samples; ++t) symbols.push_back(rng.below(2) == 0 ? off : on);
    const double sum = testing::sum_over_paths(model, symbols);
    if (sum == 0.0) {
      EXPECT_EQ(log_likelihood(model, testing::to_runs(symbols)),
                -std::numeric_limits<double>::infinity());
    } else {
      EXPECT_NEAR(log_likelihood(model, testing::to_runs(symbols)), std::log(sum), 1e-11);
      ++compared;
    }
  }
  EXPECT_GT(compared, 150);
}

TEST(LogLikelihood, OfNothingIsZero) {
  EXPECT_EQ(log_likelihood(*Hmm::make({1.0}, {1.0}, {0.5, 0.5}), {}), 0.0);
}

TEST(LogLikelihood, OfOneStateIsCoinTossing) {
  const auto coin = Hmm::make({1.0}, {1.0}, {0.25, 0.75});
  const double expected = 1000000.0 * std::log(0.25) + 500000.0 * std::log(0.75);
  EXPECT_NEAR(log_likelihood(*coin, {{off, 1000000}, {on, 500000}}) / expected, 1.0, 1e-13);
}

TEST(LogLikelihood, OfARunThatCannotBe) {
  const auto model = Hmm::make({1.0, 0.0}, {0.0, 1.0, 1.0, 0.0}, {1.0, 0.0, 0.0, 1.0});
  EXPECT_EQ(log_likelihood(*model, {{off, 1}, {on, 1}, {off, 1}}), 0.0);
  EXPECT_EQ(log_likelihood(*model, {{off, 2}}), -std::numeric_limits<double>::infinity());
}

Hmm evening() {
  return *Hmm::make({0.6, 0.3, 0.1}, {0.8, 0.15, 0.05, 0.1, 0.7, 0.2, 0.3, 0.0, 0.7},
                    {0.9, 0.1, 0.2, 0.8, 0.5, 0.5});
}

/// Never on, and stays in its first state forever.
Hmm dark() { return *Hmm::make({1.0, 0.0}, {1.0, 0.0, 0.0, 1.0}, {1.0, 0.0, 1.0, 0.0}); }

std::string shown(const RunLengths& runs) {
  std::string text;
  for (const Run& run : runs) {
    text.append(static_cast<std::size_t>(run.length), run.state == on ? '1' : '0');
  }
  return text;
}

std::vector<OnOff> symbols_of(const std::string& text) {
  std::vector<OnOff> symbols;
  for (const char c : text) symbols.push_back(c == '1' ? on : off);
  return symbols;
}

/// All strings of `samples` symbols.
std::vector<std::string> all_texts(std::size_t samples) {
  std::vector<std::string> texts;
  for (std::size_t bits = 0; bits < std::size_t{1} << samples; ++bits) {
    std::string text;
    for (std::size_t t = 0; t < samples; ++t) text += (bits >> t & 1U) != 0 ? '1' : '0';
    texts.push_back(text);
  }
  return texts;
}

using Frequencies = std::map<std::string, double>;

/// Pearson's chi-squared statistic.
double chi_squared(const Frequencies& drawn, const Frequencies& expected, double draws) {
  double sum = 0.0;
  for (const auto& [text, probability] : expected) {
    const auto found = drawn.find(text);
    const double count = found == drawn.end() ? 0.0 : found->second;
    const double mean = probability * draws;
    if (mean > 0.0) sum += (count - mean) * (count - mean) / mean;
  }
  return sum;
}

TEST(Walk, DrawsEachSequenceAsOftenAsTheModelSays) {
  const Hmm model = evening();
  Frequencies expected;
  for (const auto& text : all_texts(4)) {
    expected[text] = testing::sum_over_paths(model, symbols_of(text));
  }
  Rng rng(3);
  Frequencies drawn;
  const int draws = 20000;
  for (int i = 0; i < draws; ++i) ++drawn[shown(testing::sample_runs(model, 4, rng))];
  EXPECT_LT(chi_squared(drawn, expected, draws), 38.0);  // 15 degrees of freedom: one in a thousand
}

TEST(Walk, OfNoSamplesIsNothing) {
  Rng rng(1);
  EXPECT_TRUE(testing::sample_runs(evening(), 0, rng).empty());
}

TEST(Walk, NeighboursDifferAndTheCountIsRight) {
  Rng rng(4);
  const RunLengths runs = testing::sample_runs(evening(), 1000, rng);
  EXPECT_EQ(sample_count(runs), 1000);
  for (std::size_t i = 1; i < runs.size(); ++i) EXPECT_NE(runs[i].state, runs[i - 1].state);
}

TEST(SampleBlock, IsTheModelGivenItsFirstAndLastSymbol) {
  const Hmm model = evening();
  for (const OnOff last : {off, on}) {
    Frequencies expected;
    double total = 0.0;
    for (const auto& text : all_texts(5)) {
      const auto symbols = symbols_of(text);
      if (symbols.front() != on || symbols.back() != last) continue;
      total += expected[text] = testing::sum_over_paths(model, symbols);
    }
    for (auto& [text, probability] : expected) probability /= total;
    Rng rng(5);
    Frequencies drawn;
    const int draws = 20000;
    const SymbolWeights end = last == on ? SymbolWeights{0.0, 1.0} : SymbolWeights{1.0, 0.0};
    for (int i = 0; i < draws; ++i) {
      const std::string text = shown(sample_block({&model, 5}, on, end, rng));
      ASSERT_TRUE(expected.contains(text)) << text;
      ++drawn[text];
    }
    EXPECT_LT(chi_squared(drawn, expected, draws),
              24.3);  // 7 degrees of freedom: one in a thousand
  }
}

TEST(WeighFirst, IsTheProbabilityOfTheEndGivenTheFirstSymbol) {
  const Hmm model = evening();
  std::map<char, double> ending_on;
  std::map<char, double> all;
  for (const auto& text : all_texts(6)) {
    const double probability = testing::sum_over_paths(model, symbols_of(text));
    all[text.front()] += probability;
    if (text.back() == '1') ending_on[text.front()] += probability;
  }
  const SymbolWeights weights = weigh_first({&model, 6}, {0.0, 1.0});
  EXPECT_NEAR(weights[0] / weights[1], (ending_on['0'] / all['0']) / (ending_on['1'] / all['1']),
              1e-7);
  EXPECT_EQ(std::max(weights[0], weights[1]), 1.0);
}

TEST(WeighFirst, OfOneSampleIsTheWeightOfThatSample) {
  const Hmm model = evening();
  EXPECT_EQ(weigh_first({&model, 1}, {0.25, 1.0}), (SymbolWeights{0.25, 1.0}));
}

TEST(SampleChain, CarriesTheSymbolOverEveryBoundaryAndEndsAsAsked) {
  const Hmm model = evening();
  const Hmm never = dark();
  const std::vector<Block> blocks{
      {&model, 30}, {&never, 1}, {&model, 2}, {&never, 200}, {&model, 7}};
  Rng rng(6);
  for (int i = 0; i < 200; ++i) {
    const OnOff first = i % 2 == 0 ? off : on;
    const OnOff last = i % 4 < 2 ? off : on;
    const RunLengths runs = sample_chain(blocks, first, last, rng);
    const std::string text = shown(runs);
    ASSERT_EQ(text.size(), 240U);
    EXPECT_EQ(runs.front().state, first);
    EXPECT_EQ(runs.back().state, last);
    for (const std::size_t boundary : {30U, 31U, 33U, 233U}) {
      EXPECT_EQ(text[boundary - 1], text[boundary]) << boundary;
    }
    for (std::size_t r = 1; r < runs.size(); ++r) EXPECT_NE(runs[r].state, runs[r - 1].state);
  }
}

TEST(SampleChain, IsAnExactDrawFromAllChainsThatEndAsAsked) {
  const Hmm model = evening();
  const Hmm other = *Hmm::make({0.5, 0.5}, {0.6, 0.4, 0.2, 0.8}, {0.7, 0.3, 0.1, 0.9});
  Frequencies expected;
  double total = 0.0;
  for (const auto& text :
       all_texts(6)) {  // three samples per block; the second begins as the first ended
    if (text[0] != '0' || text[2] != text[3] || text[5] != '1') continue;
    const auto one = symbols_of(text.substr(0, 3));
    const auto two = symbols_of(text.substr(3));
    const double begins = testing::sum_over_paths(other, {two.front()});
    total += expected[text] =
        testing::sum_over_paths(model, one) * testing::sum_over_paths(other, two) / begins;
  }
  for (auto& [text, probability] : expected) probability /= total;
  ASSERT_EQ(expected.size(), 8U);
  Rng rng(7);
  Frequencies drawn;
  const std::vector<Block> blocks{{&model, 3}, {&other, 3}};
  const int draws = 20000;
  for (int i = 0; i < draws; ++i) {
    const std::string text = shown(sample_chain(blocks, off, on, rng));
    ASSERT_TRUE(expected.contains(text)) << text;
    ++drawn[text];
  }
  EXPECT_LT(chi_squared(drawn, expected, draws), 24.3);
}

TEST(SampleChain, EndsFreelyWhereNoEndIsAskedFor) {
  const Hmm model = evening();
  Rng rng(8);
  int ended_on = 0;
  for (int i = 0; i < 500; ++i) {
    ended_on +=
        sample_chain(std::vector<Block>{{&model, 20}}, off, std::nullopt, rng).back().state == on;
  }
  EXPECT_GT(ended_on, 100);
  EXPECT_LT(ended_on, 400);
}

TEST(SampleChain, EvenAModelThatIsNeverOnEndsOnWhenAsked) {
  const Hmm never = dark();
  Rng rng(9);
  const RunLengths runs = sample_chain(std::vector<Block>{{&never, 500}}, off, on, rng);
  EXPECT_EQ(sample_count(runs), 500);
  EXPECT_EQ(runs.back().state, on);
}

// All machines must draw this walk: a plan must be the same everywhere.
TEST(SampleChain, IsTheSameOnEveryMachine) {
  const Hmm model = evening();
  Rng rng(10);
  EXPECT_EQ(shown(sample_chain(std::vector<Block>{{&model, 40}, {&model, 20}}, off, on, rng)),
            "000000000110110011000000100101000000000000100100010001000111");
}

TEST(StatesGivenFirst, IsBayesRule) {
  const auto states = states_given_first(evening(), on);
  ASSERT_EQ(states.size(), 3U);
  EXPECT_NEAR(states[0], 0.06 / 0.35, 1e-15);
  EXPECT_NEAR(states[1], 0.24 / 0.35, 1e-15);
  EXPECT_NEAR(states[2], 0.05 / 0.35, 1e-15);
}

TEST(StatesGivenFirst, HasAnAnswerWhereTheModelHasNone) {
  EXPECT_EQ(states_given_first(dark(), on), (std::vector{0.5, 0.5}));
  const Hmm starts_off = *Hmm::make({1.0, 0.0}, {0.5, 0.5, 0.5, 0.5}, {1.0, 0.0, 0.0, 1.0});
  EXPECT_EQ(states_given_first(starts_off, on), (std::vector{0.0, 1.0}));
}

TEST(Floored, LeavesNoZeroAndIsStillAModel) {
  const Hmm model = floored(dark());
  for (const double p : model.transition()) EXPECT_GT(p, 0.99e-9);
  for (const double p : model.emission()) EXPECT_GT(p, 0.99e-9);
  for (const double p : model.start()) EXPECT_GT(p, 0.99e-9);
}

TEST(Walk, BeginsWithTheGivenSymbolAndStaysInsideTheModel) {
  const Hmm model = evening();
  Rng rng(11);
  Walk walk(model, on, rng);
  EXPECT_EQ(walk.symbol(), on);
  int on_samples = 0;
  for (int i = 0; i < 1000; ++i) {
    walk.step(rng);
    ASSERT_LT(walk.state(), model.states());
    on_samples += walk.symbol() == on;
  }
  EXPECT_GT(on_samples, 200);
  EXPECT_LT(on_samples, 800);
}

}  // namespace

}  // namespace lamplighter
