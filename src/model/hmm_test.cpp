// SPDX-License-Identifier: Apache-2.0
#include "model/hmm.h"

#include "core/random.h"
#include "testing/samples.h"
#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
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

}  // namespace
}  // namespace lamplighter
