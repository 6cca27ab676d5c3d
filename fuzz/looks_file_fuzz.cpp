// SPDX-License-Identifier: Apache-2.0
// Any bytes as a looks file: every line is counted once, and parsed rows survive writing and
// reading.
#include "csv/on_off_file.h"
#include "csv/row_text.h"
#include "require.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace lamplighter;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto rows = csv::parse_looks("l.csv", text);
  if (!rows) return 0;
  const auto line_ends = std::count(text.begin(), text.end(), '\n');
  const bool torn = line_ends > 0 && text.back() != '\n';
  require(rows->report.kept + rows->report.rejected_rows() ==
          std::max<std::int64_t>(line_ends - 1, 0) + (torn ? 1 : 0));
  std::string written(csv::looks_header);
  written += '\n';
  for (const LookChange& change : rows->changes) csv::append_row(written, change);
  const auto again = csv::parse_looks("l.csv", written);
  require(again.has_value());
  require(again->changes == rows->changes);
  return 0;
}
