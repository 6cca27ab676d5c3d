// SPDX-License-Identifier: Apache-2.0
// Any bytes as a corrections file: every line is counted once, and parsed rows survive writing and
// reading.
#include "csv/on_off_file.h"
#include "require.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace lamplighter;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto rows = csv::parse_corrections("c.csv", text);
  if (!rows) return 0;
  const auto line_ends = std::count(text.begin(), text.end(), '\n');
  const bool torn = line_ends > 0 && text.back() != '\n';
  require(static_cast<std::ptrdiff_t>(rows->corrections.size()) + rows->flawed ==
          std::max<std::ptrdiff_t>(line_ends - 1, 0) + (torn ? 1 : 0));
  const auto again = csv::parse_corrections("c.csv", csv::format_corrections(rows->corrections));
  require(again.has_value());
  require(again->corrections == rows->corrections);
  require(again->flawed == 0);
  return 0;
}
