// SPDX-License-Identifier: Apache-2.0
#include "node/wall_clock.h"

#include <gtest/gtest.h>

namespace lamplighter::node {
namespace {

TEST(Elapsed, ADueTimePastTheWrapIsStillAhead) {
  const std::uint32_t now = 0xFFFFFF00;
  EXPECT_FALSE(has_passed(now, now + 0x200));
  EXPECT_EQ(until(now, now + 0x200), 0x200U);
  EXPECT_TRUE(has_passed(now + 0x200, now + 0x200));
  EXPECT_TRUE(has_passed(now + 0x201, now + 0x200));
  EXPECT_EQ(until(now + 0x201, now + 0x200), 0U);
}

TEST(WallClock, GoesOnThroughManyWrapsOfTheCounter) {
  WallClock wall;
  EXPECT_FALSE(wall.is_set());
  constexpr std::uint64_t start = 1'467'481'502'820;
  wall.set(start, 0xFFFFFFF0);
  std::uint64_t passed = 0;
  for (int day = 0; day < 365; ++day) {  // seven wraps
    passed += 86'400'000;
    wall.advance(static_cast<std::uint32_t>(0xFFFFFFF0 + passed));
  }
  EXPECT_TRUE(wall.is_set());
  EXPECT_EQ(wall.epoch_ms(), start + 365ULL * 86'400'000);
}

}  // namespace
}  // namespace lamplighter::node
