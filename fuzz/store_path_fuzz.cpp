// SPDX-License-Identifier: Apache-2.0
// Any bytes as a sensor id: a valid one becomes a file name inside its folder and is recovered from
// it, and its row has one line and four columns.
#include "csv/names.h"
#include "csv/row_text.h"
#include "require.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace lamplighter;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view name(reinterpret_cast<const char*>(bytes), size);
  require(csv::printable(name).size() <= 63);
  if (!csv::is_good_name(name)) return 0;
  const std::string stem = csv::stem_of_name(name);
  require(!stem.empty() && stem.size() <= csv::max_stem && stem.front() != '.');
  require(stem.find_first_of(std::string_view("/\0\\", 3)) == std::string::npos);
  require(std::none_of(stem.begin(), stem.end(), [](char c) { return c >= 0 && c < ' '; }));
  require(csv::name_of_stem(stem) == name);

  std::string row;
  csv::append_row(row,
                  Reading{SensorId(std::string(name)), from_epoch_seconds(1467431030), Lux(1)});
  require(std::count(row.begin(), row.end(), '\n') == 1 && row.back() == '\n');
  const auto columns = csv::split_row(std::string_view(row).substr(0, row.size() - 1));
  require(columns && columns->name == name && columns->value == "1");
  return 0;
}
