// SPDX-License-Identifier: Apache-2.0
#include "detection/learning.h"

#include "detection/detect.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

std::vector<double> sizes_of(const TestRoom& room) {
  return detect_lamps(room.readings(), munich).lamps;
}

TEST(LampSizes, EachLampOfARoomIsFoundToATenth) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 21.2, 23, 120);
    room.light(day, 21.6, 22.5, 40);
  }
  const std::vector<double> sizes = sizes_of(room);
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_NEAR(sizes[0], 40, 4);
  EXPECT_NEAR(sizes[1], 120, 12);
}

TEST(LampSizes, LampsOfNearlyOneSizeCountAsOne) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) room.light(day, 21.2, 22, day % 2 == 0 ? 50 : 55);
  EXPECT_EQ(sizes_of(room).size(), 1u);
}

TEST(LampSizes, ARoomWithoutLampsHasNone) { EXPECT_TRUE(sizes_of(TestRoom{}).empty()); }

}  // namespace
}  // namespace lamplighter
