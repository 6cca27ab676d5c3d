// SPDX-License-Identifier: Apache-2.0
#include "calendar/holiday_calendar.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

std::string calendar(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:a day\r\n" + lines + "END:VEVENT\r\n";
}

std::vector<std::string> days_of(const std::string& text) {
  const auto days = read_holidays(text, *parse_date("2026-01-01"), *parse_date("2029-01-01"));
  std::vector<std::string> texts;
  if (!days) return {days.error().message};
  for (const auto& [day, name] : days->names) texts.push_back(to_iso(day));
  return texts;
}

using Texts = std::vector<std::string>;

TEST(HolidayCalendar, ADayIsADayWithOrWithoutItsEnd) {
  EXPECT_EQ(days_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\n"))), Texts{"2026-12-25"});
  EXPECT_EQ(
      days_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\n"))),
      Texts{"2026-12-25"});
}

TEST(HolidayCalendar, WeeksAreDayByDayAndADayTwiceIsOne) {
  const std::string week = event("DTSTART;VALUE=DATE:20261223\r\nDTEND;VALUE=DATE:20261227\r\n");
  const std::string day = event("DTSTART;VALUE=DATE:20261225\r\n");
  EXPECT_EQ(days_of(calendar(week + day)),
            (Texts{"2026-12-23", "2026-12-24", "2026-12-25", "2026-12-26"}));
}

TEST(HolidayCalendar, RulesRepeat) {
  const std::string yearly =
      "DTSTART;VALUE=DATE:20200501\r\nDTEND;VALUE=DATE:20200502\r\nRRULE:FREQ=YEARLY\r\n";
  EXPECT_EQ(days_of(calendar(event(yearly))), (Texts{"2026-05-01", "2027-05-01", "2028-05-01"}));
  EXPECT_EQ(days_of(calendar(event(yearly + "EXDATE;VALUE=DATE:20270501\r\n"))),
            (Texts{"2026-05-01", "2028-05-01"}));
  const std::string thanks =
      "DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n";
  EXPECT_EQ(days_of(calendar(event(thanks))), (Texts{"2026-11-26", "2027-11-25", "2028-11-23"}));
}

std::string file_of_moved_day(const std::string& change) {
  return calendar(event("DTSTART;VALUE=DATE:20250402\r\nRRULE:FREQ=YEARLY;UNTIL=20300430\r\n") +
                  event("RECURRENCE-ID;VALUE=DATE:20270402\r\n" + change));
}

TEST(HolidayCalendar, AnOccurrenceThatWasMovedOrCancelledReplacesTheOriginal) {
  EXPECT_EQ(days_of(file_of_moved_day("DTSTART;VALUE=DATE:20270326\r\n")),
            (Texts{"2026-04-02", "2027-03-26", "2028-04-02"}));
  EXPECT_EQ(days_of(file_of_moved_day("DTSTART;VALUE=DATE:20270402\r\nSTATUS:CANCELLED\r\n")),
            (Texts{"2026-04-02", "2028-04-02"}));
}

TEST(HolidayCalendar, WholeDaysMayEndWithATimeOrBeMarkedAsSuch) {
  EXPECT_EQ(days_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nDTEND:20261225T050001Z\r\n"))),
            Texts{"2026-12-25"});
  const std::string midnights =
      "DTSTART;TZID=Europe/Berlin:20261225T000000\r\nDTEND;TZID=Europe/Berlin:20261227T000000\r\n";
  EXPECT_EQ(days_of(calendar(event(midnights))), Texts{}) << "not marked: an appointment";
  EXPECT_EQ(days_of(calendar(event(midnights + "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"))),
            (Texts{"2026-12-25", "2026-12-26"}));
  EXPECT_EQ(days_of(calendar(event(midnights + "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE\r\n"))), Texts{});
}

TEST(HolidayCalendar, TellsTheNamesAndWhatWasLeftOut) {
  const auto days = read_holidays(
      calendar(event("DTSTART;VALUE=DATE:20261225\r\n") + event("DTSTART:20261226T100000Z\r\n") +
               event("DTSTART:20261227T100000Z\r\n") +
               event("DTSTART;VALUE=DATE:20261228\r\nSTATUS:CANCELLED\r\n")),
      *parse_date("2026-01-01"), *parse_date("2029-01-01"));
  ASSERT_TRUE(days);
  EXPECT_EQ(days->names, (std::map<Date, std::string>{{*parse_date("2026-12-25"), "a day"}}));
  EXPECT_EQ(days->left_out,
            (std::map<std::string, int>{{"has a time of day", 2}, {"is cancelled", 1}}));
}

TEST(HolidayCalendar, AppointmentsAndWhatIsCancelledAreNoHolidays) {
  EXPECT_EQ(days_of(calendar(event("DTSTART:20261225T100000Z\r\n"))), Texts{});
  EXPECT_EQ(days_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\n"))),
            Texts{});
  EXPECT_EQ(days_of(calendar(event("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=SECONDLY\r\n"))),
            Texts{});
  EXPECT_EQ(
      days_of(calendar(event("DTSTART;VALUE=DATE:20200101\r\nDTEND;VALUE=DATE:20400101\r\n"))),
      Texts{});
}

TEST(HolidayCalendar, SeveralCalendarsInOneTextAndOtherEntries) {
  const std::string one = calendar(event("DTSTART;VALUE=DATE:20261225\r\n"));
  const std::string other =
      calendar("BEGIN:VTODO\r\nUID:2\r\nEND:VTODO\r\n" + event("DTSTART;VALUE=DATE:20270101\r\n"));
  EXPECT_EQ(days_of(one + other), (Texts{"2026-12-25", "2027-01-01"}));
}

TEST(HolidayCalendar, WhatIsNoCalendarIsSaid) {
  for (const char* text : {"", "<html></html>", "BEGIN:VCARD\r\nEND:VCARD\r\n"}) {
    const auto days = read_holidays(text, *parse_date("2026-01-01"), *parse_date("2029-01-01"));
    ASSERT_FALSE(days) << text;
    EXPECT_NE(days.error().message.find("iCalendar"), std::string::npos);
  }
}

}  // namespace
}  // namespace lamplighter
