// SPDX-License-Identifier: Apache-2.0
// Any text results in days within the requested span, or is not a calendar.
#include "calendar/holiday_calendar.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using lamplighter::parse_date;
  const std::string text(bytes, bytes + size);
  const auto from = *parse_date("2020-01-01");
  const auto until = *parse_date("2030-01-01");
  const auto days = lamplighter::read_holidays(text, from, until);
  if (days && !days->names.empty()) {
    const bool in_span = from <= days->names.begin()->first && days->names.rbegin()->first < until;
    if (!in_span) std::abort();
  }
  return 0;
}
