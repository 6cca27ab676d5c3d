// SPDX-License-Identifier: Apache-2.0
#include "importing/moment.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

std::string utc(std::string_view text, DateOrder order = DateOrder::unknown) {
  const auto moment = read_moment(text, order);
  if (!moment) return "none";
  return to_iso(Instant(moment->shown.time_since_epoch())) + (moment->is_utc ? "" : " local") +
         (moment->has_clock ? "" : " date");
}

TEST(Moment, ReadsWhatLoggersWrite) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"1764493331", "2025-11-30T09:02:11Z"},
      {"1764493331.25", "2025-11-30T09:02:11.250000Z"},
      {"1764493331250", "2025-11-30T09:02:11.250000Z"},
      {"1764493331250000", "2025-11-30T09:02:11.250000Z"},
      {"1764493331250000123", "2025-11-30T09:02:11.250000Z"},
      {"2026-11-30T17:02:11.123Z", "2026-11-30T17:02:11.123000Z"},
      {"2026-11-30T17:02:11+01:00", "2026-11-30T16:02:11Z"},
      {"2026-11-30T17:02:11-0530", "2026-11-30T22:32:11Z"},
      {"2026-11-30 17:02:11 UTC", "2026-11-30T17:02:11Z"},
      {"2026-11-30 17:02", "2026-11-30T17:02:00Z local"},
      {"2026/11/30 7:02:11", "2026-11-30T07:02:11Z local"},
      {"30.11.2026 17:02:11,5", "2026-11-30T17:02:11.500000Z local"},
      {"30.11.26, 17:02", "2026-11-30T17:02:00Z local"},
      {"30/11/2026 17:02", "2026-11-30T17:02:00Z local"},
      {"11/30/2026 5:02:11 PM", "2026-11-30T17:02:11Z local"},
      {"11/30/2026 12:02 am", "2026-11-30T00:02:00Z local"},
      {"20261130170211", "2026-11-30T17:02:11Z local"},
      {"2026-11-30", "2026-11-30T00:00:00Z local date"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(utc(text), expected) << text;
}

TEST(Moment, RefusesWhatIsNoTime) {
  for (const std::string_view text :
       {"", "37.5", "190", "1234", "631151999", "4294967296", "2026-13-30 17:02",
        "2026-02-30 17:02", "2026-11-30 24:02", "2026-11-30 17:60", "2026-11-30T",
        "2026-11-30 17:02 CET", "05/06/2026 17:02", "2026-11-30 17:02:11+25:00", "on", "17:02",
        "13/13/2026 10:00", "99999999999999999999999999", "2026-11-30 13:02 PM"})
    EXPECT_EQ(utc(text), "none") << text;
  EXPECT_EQ(utc("05/06/2026 17:02", DateOrder::day_first), "2026-06-05T17:02:00Z local");
  EXPECT_EQ(utc("05/06/2026 17:02", DateOrder::month_first), "2026-05-06T17:02:00Z local");
}

TEST(Moment, TakesTheSecondPassOfARepeatedHourByTheRowsAbove) {
  const auto berlin = TimeZone::find("Europe/Berlin");
  const auto half_past_two = *read_moment("2026-10-25 02:30");
  const auto first = instant_of(half_past_two, *berlin, Instant::min());
  EXPECT_EQ(to_iso(*first), "2026-10-25T00:30:00Z");
  EXPECT_EQ(to_iso(*instant_of(half_past_two, *berlin, *first + 29min)), "2026-10-25T01:30:00Z");
  EXPECT_FALSE(instant_of(*read_moment("2026-03-29 02:30"), *berlin, Instant::min()));
  EXPECT_FALSE(instant_of(half_past_two, std::nullopt, Instant::min()));
}

}  // namespace
}  // namespace lamplighter
