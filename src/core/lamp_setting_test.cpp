// SPDX-License-Identifier: Apache-2.0
#include "core/lamp_setting.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

TEST(Look, ReadsBackAsItWasWritten) {
  for (const Look& look : {Look{42.5, 370}, Look{100, {}}, Look{{}, 153}, Look{0.1, 500}})
    EXPECT_EQ(parse_look(to_text(look)), look) << to_text(look);
  EXPECT_EQ(to_text({42.5, 370}), "42.5%/370");
  EXPECT_EQ(to_text({{}, 370}), "/370");
  EXPECT_EQ(to_text({}), "");
}

TEST(Look, OfAnotherFormIsNone) {
  for (const char* text : {"", "/", "40", "40%/", "0%", "-1%", "100.1%", "nan%", "40%/152",
                           "40%/501", "40%/370 ", " 40%", "40%/3.5", "%/370", "on"})
    EXPECT_EQ(parse_look(text), std::nullopt) << text;
}

}  // namespace
}  // namespace lamplighter
