// SPDX-License-Identifier: Apache-2.0
#include "csv/read_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lamplighter::csv {
namespace {

std::string place(const Tally& tally) {
  return tally.line ? fmt::format("{}:{}", tally.file, *tally.line) : tally.file;
}

std::string rows(std::int64_t count) {
  return count == 1 ? "1 row" : fmt::format("{} rows, the first one here,", count);
}

}  // namespace

std::string_view to_string(Reason reason) {
  constexpr std::array<std::string_view, reason_count> texts{
      "the last line is torn (no line end)",
      "zero bytes in the line, as a power cut leaves them",
      "not four columns",
      "the time is not a number",
      "the time is not seconds between 1970 and 2106",
      "the value is not a number",
      "the value is not finite",
      "the name is empty, too long or not printable UTF-8",
      "the state is not on, off or unknown",
      "the look is not as 42.5%/370",
      "too many names in one file",
      "the same time and value again",
      "another value for the same time"};
  return texts[static_cast<std::size_t>(reason)];
}

std::int64_t ReadReport::rejected_rows() const {
  std::int64_t count = 0;
  for (const Tally& tally : rejected) count += tally.rows;
  return count;
}

void ReadReport::add(const ReadReport& other) {
  kept += other.kept;
  for (std::size_t i = 0; i < reason_count; ++i) rejected[i].add(other.rejected[i]);
  out_of_order.add(other.out_of_order);
  for (const NameSeen& seen : other.names) {
    const auto same = [&](const NameSeen& mine) { return mine.name == seen.name; };
    const auto mine = std::find_if(names.begin(), names.end(), same);
    if (mine == names.end())
      names.push_back(seen);
    else
      mine->rows.add(seen.rows);
  }
}

std::vector<std::string> ReadReport::sentences() const {
  std::vector<std::string> said;
  for (std::size_t i = 0; i < reason_count; ++i) {
    const Tally& tally = rejected[i];
    if (tally.rows == 0) continue;
    said.push_back(fmt::format("{}: {} left out: {}", place(tally), rows(tally.rows),
                               to_string(static_cast<Reason>(i))));
  }
  if (out_of_order.rows > 0) {
    said.push_back(fmt::format("{}: {} earlier than a row above: sorted in", place(out_of_order),
                               rows(out_of_order.rows)));
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    said.push_back(fmt::format("{}: the sensor id changes from \"{}\" to \"{}\": read as one room",
                               place(names[i].rows), names[i - 1].name, names[i].name));
  }
  return said;
}

}  // namespace lamplighter::csv
