// SPDX-License-Identifier: Apache-2.0
#include "model/training_runs.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace lamplighter
