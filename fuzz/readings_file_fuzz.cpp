// SPDX-License-Identifier: Apache-2.0
// Any bytes as a readings file: every line is counted once, samples are in ascending time order,
// and reading row by row (the slow way) gives the same as reading the whole file (the fast way).
#include "csv/readings_file.h"
#include "csv/row_text.h"
#include "require.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

using namespace lamplighter;

namespace {

/// One `take` per line; empty if the header is wrong.
std::optional<std::vector<csv::SensorRows>> line_by_line(std::string_view text) {
  csv::ReadingsParser parser("f.csv", 0);
  for (std::size_t end = 0; (end = text.find('\n')) != std::string_view::npos;) {
    if (!parser.take(text.substr(0, end + 1))) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  auto sensors = std::move(parser).finish(text);
  if (!sensors) return std::nullopt;
  return *std::move(sensors);
}

void check(const csv::SensorRows& rows) {
  for (std::size_t i = 0; i < rows.samples.size(); ++i) {
    require(std::isfinite(rows.samples[i].value.value()));
    require(i == 0 || rows.samples[i - 1].at < rows.samples[i].at);
  }
  require(rows.report.kept == static_cast<std::int64_t>(rows.samples.size()));
  for (const std::string& sentence : rows.report.sentences())
    require(!sentence.empty() && sentence.find('\n') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto sensors = csv::parse_readings("f.csv", text);
  auto slowly = line_by_line(text);
  require(sensors.has_value() == slowly.has_value());
  if (!sensors) return 0;
  require(sensors->size() == slowly->size());
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < sensors->size(); ++i) {
    check((*sensors)[i]);
    require((*sensors)[i].samples == (*slowly)[i].samples);
    require((*sensors)[i].report == (*slowly)[i].report);
    rows += (*sensors)[i].report.kept + (*sensors)[i].report.rejected_rows();
  }
  const auto line_ends = std::count(text.begin(), text.end(), '\n');
  const bool torn = line_ends > 0 && text.back() != '\n';
  require(rows == std::max<std::int64_t>(line_ends - 1, 0) + (torn ? 1 : 0));
  const auto rooms = csv::join_rooms({*sensors, *std::move(sensors)});
  for (const csv::RoomReadings& room : rooms)
    check({SensorId(room.room.text()), room.samples, room.report});
  return 0;
}
