// SPDX-License-Identifier: Apache-2.0
#include "config/config_table.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

const TimeZone berlin = *TimeZone::find("Europe/Berlin");

struct Case {
  const char* text;
  const char* is;
};

TEST(LocalMoment, IsByTheClockOfTheHouse) {
  const Case table[] = {
      {"2026-12-20", "2026-12-19T23:00:00Z"},
      {"2026-12-20T18:00", "2026-12-20T17:00:00Z"},
      {"2026-12-20 18:00:30", "2026-12-20T17:00:30Z"},
      {"2026-07-20T18:00", "2026-07-20T16:00:00Z"},
      {"2026-12-20T18:00:00Z", "2026-12-20T18:00:00Z"},
      {"2026-12-20T18:00:00+01:00", "2026-12-20T17:00:00Z"},
      {"2026-03-29T01:30", "2026-03-29T00:30:00Z"},
      {"2026-03-29T02:30", "2026-03-29T01:30:00Z"},  // skipped: the clock shows 3:30
      {"2026-03-29T18:00", "2026-03-29T16:00:00Z"},
      {"2026-10-25T02:30", "2026-10-25T00:30:00Z"},  // the first of two
      {"2026-10-25T18:00", "2026-10-25T17:00:00Z"},
  };
  for (const Case& c : table) {
    const Result<Instant> at = parse_moment(c.text, berlin, DayEnd::first_instant);
    ASSERT_TRUE(at) << c.text;
    EXPECT_EQ(to_iso(*at), c.is) << c.text;
  }
}

TEST(LocalMoment, ADateAloneMayMeanItsEnd) {
  EXPECT_EQ(to_iso(*parse_moment("2026-10-25", berlin, DayEnd::after_the_last)),
            "2026-10-25T23:00:00Z");
}

TEST(LocalMoment, ATimeThatNoFileCanHoldIsRefused) {
  for (const char* text : {"0001-01-01", "1969-12-31T23:59", "1970-01-01T00:30",  // in UTC
                           "2106-02-07T06:28:16Z", "9999-12-31T00:00:00Z"}) {
    const Result<Instant> at = parse_moment(text, berlin, DayEnd::first_instant);
    ASSERT_FALSE(at) << text;
    EXPECT_NE(at.error().message.find("from 1970 to February 2106"), std::string::npos);
  }
  EXPECT_TRUE(parse_moment("1970-01-01T01:00", berlin, DayEnd::first_instant));
  EXPECT_TRUE(parse_moment("2106-02-07T06:28:15Z", berlin, DayEnd::first_instant));
}

TEST(LocalMoment, WhatIsNoneIsSaidWithAnExample) {
  for (const char* text :
       {"", "soon", "2026-12-32", "2026-12-20T", "2026-12-20T24:00", "2026-12-20T1800",
        "2026-12-20x18:00", "2026-12-20T18:60", "2026-12-20T18:00:0", "20.12.2026"}) {
    const Result<Instant> at = parse_moment(text, berlin, DayEnd::first_instant);
    ASSERT_FALSE(at) << text;
    EXPECT_NE(at.error().message.find("2026-12-20T18:00"), std::string::npos);
  }
}

}  // namespace
}  // namespace lamplighter::app
