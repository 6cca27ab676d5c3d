// SPDX-License-Identifier: Apache-2.0
// Any text is sorted days within the span that was asked for, or no calendar.
#include "calendar/holiday_calendar.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using lamplighter::parse_date;
  const std::string text(bytes, bytes + size);
  const auto from = *parse_date("2020-01-01");
  const auto until = *parse_date("2030-01-01");
  const auto days = lamplighter::read_holidays(text, from, until);
  if (days && !days->empty()) {
    const bool in_span = from <= days->front() && days->back() < until;
    if (!in_span || !std::is_sorted(days->begin(), days->end())) std::abort();
  }
  return 0;
}
