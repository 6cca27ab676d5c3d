// SPDX-License-Identifier: Apache-2.0
#include "analysis/careful_sum.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

TEST(CarefulSum, KeepsWhatAPlainSumRoundsOff) {
  CarefulSum sum;
  double plain = 1e16;
  sum.add(1e16);
  for (int i = 0; i < 1000; ++i) {
    sum.add(1);
    plain += 1;
  }
  sum.add(-1e16);
  EXPECT_EQ(sum.value(), 1000);
  EXPECT_NE(plain - 1e16, 1000) << "the case must be one that a plain sum fails";
}

TEST(CarefulSum, OfManyTenthsIsGoodToTheLastDigit) {
  CarefulSum sum;
  for (int i = 0; i < 10'000'000; ++i) sum.add(0.1);
  EXPECT_DOUBLE_EQ(sum.value(), 1e6);
}

}  // namespace
}  // namespace lamplighter
