// SPDX-License-Identifier: Apache-2.0
#include "system/log.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

const Instant noon = *parse_instant("2016-07-02T12:00:00Z");

int allowed(LogBudget& budget, Instant from, int count, std::chrono::milliseconds apart) {
  int lines = 0;
  for (int i = 0; i < count; ++i) lines += budget.allows(from + i * apart) ? 1 : 0;
  return lines;
}

TEST(LogBudget, AllowsSomeLinesAtOnceAndCountsTheOthers) {
  LogBudget budget;
  EXPECT_EQ(allowed(budget, noon, 1000, 1ms), 10);
  EXPECT_EQ(budget.take_suppressed(), 990u);
  EXPECT_EQ(budget.take_suppressed(), 0u);
}

TEST(LogBudget, AllowsALineEveryTenSecondsUnderAFlood) {
  LogBudget budget;
  EXPECT_EQ(allowed(budget, noon, 3'600'000 / 50, 50ms), 10 + 359);
}

TEST(LogBudget, StaysBoundedWhereTheClockIsSetBack) {
  LogBudget budget;
  EXPECT_EQ(allowed(budget, noon, 100, 1ms), 10);
  EXPECT_LE(allowed(budget, noon - 1h, 100, 1ms), 2);
}

}  // namespace

namespace {

TEST(Bar, GrowsFromEmptyToFullAndNeverBeyond) {
  EXPECT_EQ(bar(0, 4, 8), "........");
  EXPECT_EQ(bar(1, 4, 8), "##......");
  EXPECT_EQ(bar(4, 4, 8), "########");
  EXPECT_EQ(bar(9, 4, 8), "########");
  EXPECT_EQ(bar(0, 0, 3), "###");
}

}  // namespace

}  // namespace lamplighter::app
