// SPDX-License-Identifier: Apache-2.0
#include "core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

namespace lamplighter {
namespace {

TEST(Rng, FirstNumbersOfXoshiro256StarStar) {
  Rng rng(std::array<std::uint64_t, 4>{1, 2, 3,
                                       4});  // the state and values of the authors' reference code
  EXPECT_EQ(rng.bits(), 11520U);
  EXPECT_EQ(rng.bits(), 0U);
  EXPECT_EQ(rng.bits(), 1509978240U);
  EXPECT_EQ(rng.bits(), 1215971899390074240U);
}

TEST(Rng, SameSeedSameNumbersOtherSeedOthers) {
  Rng a(7);
  Rng b(7);
  Rng c(8);
  EXPECT_EQ(a.bits(), b.bits());
  EXPECT_NE(a.bits(), c.bits());
}

TEST(Rng, UniformAndNormalHaveTheirMoments) {
  Rng rng(1);
  double sum = 0;
  double normal_sum = 0;
  double normal_squares = 0;
  const int n = 100000;
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    const double z = rng.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(sum / n, 0.5, 0.005);  // five standard errors
  EXPECT_NEAR(normal_sum / n, 0.0, 0.016);
  EXPECT_NEAR(normal_squares / n, 1.0, 0.022);
}

TEST(Rng, PickFollowsTheWeightsAndNeverTakesAZero) {
  Rng rng(2);
  std::array<int, 4> counts{};
  for (int i = 0; i < 40000; ++i) ++counts[rng.pick(std::array{1.0, 0.0, 3.0, 0.0})];
  EXPECT_EQ(counts[1], 0);
  EXPECT_EQ(counts[3], 0);
  EXPECT_NEAR(counts[0], 10000, 450);
}

TEST(Rng, BelowReachesEveryValue) {
  Rng rng(3);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(rng.below(7));
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(*seen.rbegin(), 6U);
}

TEST(Rng, ForksDifferFromEachOtherAndLeaveTheirParentAlone) {
  const Rng parent(4);
  Rng copy = parent;
  Rng one = parent.fork(1);
  Rng two = parent.fork(2);
  EXPECT_NE(one.bits(), two.bits());
  Rng again(4);
  EXPECT_EQ(copy.bits(), again.bits());
}

}  // namespace
}  // namespace lamplighter
