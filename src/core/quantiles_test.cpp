// SPDX-License-Identifier: Apache-2.0
#include "core/quantiles.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using Values = std::vector<double>;

TEST(Quantiles, AQuantileLiesStraightBetweenOrderStatistics) {
  struct Case {
    Values values;
    double q;
    double expected;
  };
  for (const Case& c : std::vector<Case>{{{7}, 0.5, 7},
                                         {{3, 1}, 0.5, 2},
                                         {{4, 1, 3, 2}, 0.0, 1},
                                         {{4, 1, 3, 2}, 1.0, 4},
                                         {{40, 10, 30, 20, 50}, 0.25, 20},
                                         {{4, 1, 3, 2}, 0.05, 1.15}}) {
    Values values = c.values;
    EXPECT_NEAR(quantile(values, c.q), c.expected, 1e-12) << c.q;
  }
}

TEST(Quantiles, ATrimmedMeanLeavesOutTheLargest) {
  Values values{100, 1, 2, 3};
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.75), 2);
  Values one{5};
  EXPECT_DOUBLE_EQ(trimmed_mean(one, 0.1), 5);
}

TEST(Quantiles, TheHalfSampleModeIsWhereValuesLieDensest) {
  Values two_heaps{0, 1, 2, 10.0, 10.1, 10.15, 10.2, 10.3, 30, 40};
  EXPECT_NEAR(half_sample_mode(two_heaps), 10.15, 0.06);
  Values three{1, 5, 6};
  EXPECT_DOUBLE_EQ(half_sample_mode(three), 5.5);
  Values even{1, 2, 3};
  EXPECT_DOUBLE_EQ(half_sample_mode(even), 2);
  Values one{4};
  EXPECT_DOUBLE_EQ(half_sample_mode(one), 4);
}

}  // namespace
}  // namespace lamplighter
