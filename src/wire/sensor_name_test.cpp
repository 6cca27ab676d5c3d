// SPDX-License-Identifier: Apache-2.0
#include "wire/sensor_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter {
namespace {

using namespace std::string_literals;

TEST(SensorName, OfASensorIsGood) {
  for (const std::string& name :
       {"front-room"s, "1"s, "Living room"s, "k\u00fcche"s, "\u5c45\u9593"s, "a.b_c"s,
        std::string(64, 'x'), "Living room/window"s, "a/../b"s, "50%"s, "\U0001F4A1"s}) {
    EXPECT_TRUE(is_good_sensor_name(name)) << name;
  }
}

TEST(SensorName, ThatARowOrAPersonCannotHoldIsRefused) {
  const std::vector<std::string> refused{
      "",
      "../../etc/cron.d/x",
      "..",
      ".hidden",
      "ends.",
      " a",
      "a ",
      "a\nb",
      "a\r",
      "a,b",
      "a\"b",
      "a\\b",
      "a\0b"s,
      "\0"s,
      "a\x7f",
      "a\u0085z",        // a control character of C1
      "a\u2028z",        // a line separator
      "a\u202ez",        // turns the direction of writing
      "\ufeffa",         // byte order mark
      "a\x80z",          // a continuation byte alone
      "a\xc3",           // cut short
      "a\xc0\xafz",      // overlong slash
      "a\xe0\x80\xafz",  // the same in three bytes
      "a\xed\xa0\x80z",  // a surrogate
      "a\xf4\x90\x80\x80z",
      "a\xffz",
      std::string(65, 'x'),
      std::string(10'000, 'x'),
  };
  for (const std::string& name : refused) {
    EXPECT_FALSE(is_good_sensor_name(name)) << ::testing::PrintToString(name);
  }
}

}  // namespace
}  // namespace lamplighter
