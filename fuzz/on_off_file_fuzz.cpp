// SPDX-License-Identifier: Apache-2.0
// Any bytes as an on/off file: every line is counted once, and parsed rows survive writing and
// reading.
#include "csv/on_off_file.h"
#include "require.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace lamplighter;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto rows = csv::parse_on_off("o.csv", text);
  if (!rows) return 0;
  const auto line_ends = std::count(text.begin(), text.end(), '\n');
  const bool torn = line_ends > 0 && text.back() != '\n';
  require(rows->report.kept + rows->report.rejected_rows() ==
          std::max<std::int64_t>(line_ends - 1, 0) + (torn ? 1 : 0));
  const auto again = csv::parse_on_off("o.csv", csv::format_on_off(rows->changes));
  require(again.has_value());
  require(again->changes == rows->changes);
  require(again->report.rejected_rows() == 0);
  return 0;
}
