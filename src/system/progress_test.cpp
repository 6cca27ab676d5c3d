// SPDX-License-Identifier: Apache-2.0
#include "system/progress.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
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
