// SPDX-License-Identifier: Apache-2.0
#include "model/starts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lamplighter {
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
