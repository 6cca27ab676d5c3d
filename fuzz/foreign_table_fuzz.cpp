// SPDX-License-Identifier: Apache-2.0
// Any bytes as a foreign table, with options chosen by the first byte: every row is counted once,
// and series are in ascending time order.
#include "importing/table.h"
#include "require.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace lamplighter;

namespace {

TableOptions options_of(std::uint8_t choice) {
  TableOptions options;
  if ((choice & 1U) != 0) options.zone = *TimeZone::find("Europe/Berlin");
  if ((choice & 2U) != 0) options.kind = ForeignKind::on_off;
  if ((choice & 4U) != 0) options.dates = DateOrder::day_first;
  if ((choice & 8U) != 0) options.unit = "hue";
  if ((choice & 16U) != 0) options.time_column = "1";
  if ((choice & 32U) != 0) options.value_column = "2";
  return options;
}

template <typename Value>
bool rises(const std::vector<Sample<Value>>& samples) {
  return std::adjacent_find(samples.begin(), samples.end(), [](const auto& a, const auto& b) {
           return a.at >= b.at;
         }) == samples.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const TableOptions options = options_of(bytes[0]);
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto form = recognise_table("t.csv", text.substr(0, 4096), options);
  if (!form) return 0;
  static_cast<void>(form->about());
  TableReader reader("t.csv", *form, options);
  const std::size_t half = text.find('\n', text.size() / 2);
  const std::size_t cut = half == std::string_view::npos ? text.size() : half + 1;
  if (!reader.take(text.substr(0, cut)) || !reader.take(text.substr(cut))) return 0;
  const auto table = std::move(reader).finish();
  if (!table) return 0;
  std::int64_t counted = table->doubles;
  for (const LeftOutRows& rows : table->left_out) counted += rows.rows;
  for (const auto& [name, series] : table->named) {
    counted += static_cast<std::int64_t>(series.size());
    require(rises(series.light) && rises(series.states));
  }
  require(counted == table->rows);
  return 0;
}
