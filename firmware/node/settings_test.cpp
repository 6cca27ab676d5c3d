// SPDX-License-Identifier: Apache-2.0
#include "node/settings.h"

#include <gtest/gtest.h>

#include <string>

namespace lamplighter::node {
namespace {

TEST(Settings, AnIdIsShortAndPlain) {
  for (const std::string id :
       {"a", "front-room", "Dining_Room-2", "12345678901234567890123456789012"}) {
    EXPECT_EQ(check({.id = id.c_str()}), SettingsFault::none) << id;
  }
  for (const std::string id : {"", "front room", "../x", "a/b", "a#", "a+", "küche", "a\n",
                               "123456789012345678901234567890123"}) {
    EXPECT_EQ(check({.id = id.c_str()}), SettingsFault::bad_id) << id;
  }
}

TEST(Settings, EachFaultIsNamed) {
  const std::string long_user(65, 'u');
  const std::string long_password(129, 'p');
  EXPECT_EQ(check({.id = "a", .topic_prefix = "home/light"}), SettingsFault::none);
  EXPECT_EQ(check({.id = "a", .topic_prefix = ""}), SettingsFault::bad_prefix);
  EXPECT_EQ(check({.id = "a", .topic_prefix = "home/#"}), SettingsFault::bad_prefix);
  EXPECT_EQ(check({.id = "a", .user = long_user.c_str()}), SettingsFault::bad_user);
  EXPECT_EQ(check({.id = "a", .password = "p"}), SettingsFault::bad_user);
  EXPECT_EQ(check({.id = "a", .user = "u", .password = long_password.c_str()}),
            SettingsFault::bad_password);
  EXPECT_EQ(check({.id = "a", .interval_ms = 4'999}), SettingsFault::bad_interval);
  EXPECT_EQ(check({.id = "a", .interval_ms = 3'600'001}), SettingsFault::bad_interval);
  EXPECT_EQ(check({.id = "a", .user = "u", .password = "p", .interval_ms = 5'000}),
            SettingsFault::none);
}

}  // namespace
}  // namespace lamplighter::node
