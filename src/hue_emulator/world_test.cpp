// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/world.h"

#include <gtest/gtest.h>

namespace lamplighter::hue_emulator {
namespace {

constexpr Instant start = Instant(1'700'000'000s);

TEST(RateLimit, AdmitsTenInAnySecondAndNotOneMore) {
  RateLimit limit(10);
  int admitted = 0;
  for (int i = 0; i < 25; ++i) admitted += limit.admit(start + i * 10ms) ? 1 : 0;
  EXPECT_EQ(admitted, 10);
  EXPECT_FALSE(limit.admit(start + 999ms));
  EXPECT_TRUE(limit.admit(start + 1s));
}

TEST(RateLimit, CommandsATenthOfASecondApartAreNeverRefused) {
  RateLimit limit(10);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limit.admit(start + i * 100ms)) << i;
}

TEST(RateLimit, ARefusedCommandDoesNotCount) {
  RateLimit limit(1);
  EXPECT_TRUE(limit.admit(start));
  EXPECT_FALSE(limit.admit(start + 900ms));
  EXPECT_TRUE(limit.admit(start + 1s));
}

TEST(RateLimit, AClockSetBackDoesNotLockTheBridge) {
  RateLimit limit(1);
  EXPECT_TRUE(limit.admit(start));
  EXPECT_TRUE(limit.admit(start - 1h));
}

}  // namespace
}  // namespace lamplighter::hue_emulator
