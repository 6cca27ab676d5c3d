// SPDX-License-Identifier: Apache-2.0
#include "node/text.h"

#include <gtest/gtest.h>

#include <string>

namespace lamplighter::node {
namespace {

std::string decimal(std::uint64_t number, unsigned digits) {
  char buffer[40];
  Text text(buffer, sizeof buffer);
  text.add_decimal(number, digits);
  return {buffer, text.size()};
}

TEST(Text, DecimalsHaveNoNeedlessZeros) {
  EXPECT_EQ(decimal(0, 4), "0");
  EXPECT_EQ(decimal(1, 4), "0.0001");
  EXPECT_EQ(decimal(100, 4), "0.01");
  EXPECT_EQ(decimal(207264, 4), "20.7264");
  EXPECT_EQ(decimal(207000, 4), "20.7");
  EXPECT_EQ(decimal(200000, 4), "20");
  EXPECT_EQ(decimal(4294967295, 4), "429496.7295");
  EXPECT_EQ(decimal(1467481502820, 3), "1467481502.82");
  EXPECT_EQ(decimal(18446744073709551615ULL, 0), "18446744073709551615");
}

TEST(Text, WhatDoesNotFitIsLeftOutAndSaid) {
  char buffer[5] = {'x', 'x', 'x', 'x', 'x'};
  Text text(buffer, 4);
  text.add("abc");
  EXPECT_TRUE(text.fits());
  text.add(std::uint64_t{45});
  EXPECT_FALSE(text.fits());
  EXPECT_EQ(text.size(), 4U);
  EXPECT_EQ(std::string(buffer, 5), "abc4x");
}

TEST(Text, NoTextHasNoLength) {
  EXPECT_EQ(length_of(nullptr), 0U);
  EXPECT_EQ(length_of(""), 0U);
  EXPECT_EQ(length_of("online"), 6U);
}

}  // namespace
}  // namespace lamplighter::node
