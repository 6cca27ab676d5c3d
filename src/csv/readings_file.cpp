// SPDX-License-Identifier: Apache-2.0
#include "csv/readings_file.h"

#include "csv/line_reader.h"
#include "csv/names.h"

#include <fmt/format.h>

#include <filesystem>
#include <new>

namespace lamplighter::csv {
namespace {

/// "front-room" for /store/front-room-2016-07-02.csv and for front-room.csv.
std::string name_from_file(const std::string& file) {
  std::string stem = std::filesystem::path(file).stem().string();
  constexpr std::size_t date_size = 10;
  if (stem.size() > date_size + 1 && stem[stem.size() - date_size - 1] == '-' &&
      parse_date(std::string_view(stem).substr(stem.size() - date_size))) {
    stem.resize(stem.size() - date_size - 1);
  }
  std::string name = name_of_stem(stem);
  return is_good_name(name) ? name : printable(stem);
}

Result<std::vector<SensorRows>> named(Result<std::vector<SensorRows>> sensors,
                                      const std::string& file) {
  if (sensors && sensors->front().sensor.empty())
    sensors->front().sensor = SensorId(name_from_file(file));
  return sensors;
}

}  // namespace

Result<std::vector<SensorRows>> parse_readings(const std::string& file, std::string_view text) {
  ReadingsParser parser(file, text.size());
  const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0
  if (whole > 0) {
    if (auto taken = parser.take(text.substr(0, whole)); !taken) return taken.error();
  }
  return named(std::move(parser).finish(text.substr(whole)), file);
}

Result<std::vector<SensorRows>> read_readings_file(const std::string& file) try {
  Result<LineReader> lines = LineReader::open(file);
  if (!lines) return lines.error();
  ReadingsParser parser(file, lines->file_size());
  while (true) {
    const Result<std::string_view> block = lines->next(parser.line());
    if (!block) return block.error();
    if (block->empty()) break;
    if (auto taken = parser.take(*block); !taken) return taken.error();
  }
  return named(std::move(parser).finish(lines->tail()), file);
} catch (const std::bad_alloc&) {
  return Error{Fault::io, fmt::format("{}: not enough memory for its readings", file)};
}

Result<std::vector<RoomReadings>> read_readings(const std::vector<std::string>& files) {
  std::vector<std::vector<SensorRows>> parsed;
  for (const std::string& file : files) {
    Result<std::vector<SensorRows>> sensors = read_readings_file(file);
    if (!sensors) return sensors.error();
    parsed.push_back(*std::move(sensors));
  }
  return join_rooms(std::move(parsed));
}

}  // namespace lamplighter::csv
