// SPDX-License-Identifier: Apache-2.0
#include "csv/readings_file.h"

#include "csv/line_reader.h"
#include "csv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <new>
#include <optional>
#include <utility>

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

namespace {

using Samples = std::vector<Sample<Lux>>;

bool is_before(const Samples& a, const Samples& b) { return a.back().at < b.front().at; }

/// Puts `part` among `samples`, whose first rows win where times are equal.
void merge_overlapping(Samples& samples, Samples part, const std::string& file,
                       ReadReport& report) {
  Samples merged;
  reserve_large(merged, samples.size() + part.size());
  auto mine = samples.begin();
  for (const Sample<Lux>& sample : part) {
    while (mine != samples.end() && mine->at < sample.at) merged.push_back(*mine++);
    if (mine == samples.end() || mine->at > sample.at) {
      merged.push_back(sample);
      continue;
    }
    const Reason reason = mine->value == sample.value ? Reason::duplicate : Reason::same_time;
    report[reason].add(file, std::nullopt);
    --report.kept;
  }
  merged.insert(merged.end(), mine, samples.end());
  samples = std::move(merged);
}

void append(SensorRows& whole, SensorRows part) {
  whole.report.add(part.report);
  if (part.samples.empty()) return;
  if (whole.samples.empty()) {
    whole.samples = std::move(part.samples);
  } else if (is_before(whole.samples, part.samples)) {
    whole.samples.insert(whole.samples.end(), part.samples.begin(), part.samples.end());
  } else {
    const std::string& file = part.report.names.front().rows.file;
    merge_overlapping(whole.samples, std::move(part.samples), file, whole.report);
  }
}

/// By first sample; parts without samples come last.
void sort_by_time(std::vector<SensorRows>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const SensorRows& a, const SensorRows& b) {
    if (a.samples.empty() || b.samples.empty()) return !a.samples.empty() && b.samples.empty();
    return a.samples.front().at < b.samples.front().at;
  });
}

/// Joins parts of one sensor, or sensors that follow each other, in the order of their times.
SensorRows join_parts(std::vector<SensorRows> parts) {
  sort_by_time(parts);
  SensorRows whole = std::move(parts.front());
  std::size_t total = whole.samples.size();
  for (std::size_t i = 1; i < parts.size(); ++i) total += parts[i].samples.size();
  if (total > whole.samples.capacity()) reserve_large(whole.samples, total);
  for (std::size_t i = 1; i < parts.size(); ++i) append(whole, std::move(parts[i]));
  return whole;
}

/// The parts of every sensor, and which sensors share a file, directly or through others.
class Sensors {
 public:
  void add_file(std::vector<SensorRows> file) {
    std::optional<std::size_t> neighbour;
    for (SensorRows& rows : file) {
      const auto [known, is_new] = index_.try_emplace(rows.sensor, parts_.size());
      const std::size_t sensor = known->second;
      if (is_new) {
        parts_.emplace_back();
        parent_.push_back(sensor);
      }
      parts_[sensor].push_back(std::move(rows));
      if (neighbour) join(*neighbour, sensor);
      neighbour = sensor;
    }
  }

  /// The sensors in the order of their first appearance, those that share files together.
  std::vector<std::vector<SensorRows>> groups() {
    std::vector<std::vector<SensorRows>> groups(parts_.size());
    for (std::size_t i = 0; i < parts_.size(); ++i)
      groups[root(i)].push_back(join_parts(std::move(parts_[i])));
    std::erase_if(groups, [](const auto& group) { return group.empty(); });
    return groups;
  }

 private:
  std::size_t root(std::size_t i) const {
    while (parent_[i] != i) i = parent_[i];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    parent_[std::max(root(a), root(b))] = std::min(root(a), root(b));
  }

  std::map<SensorId, std::size_t> index_;
  std::vector<std::vector<SensorRows>> parts_;
  std::vector<std::size_t> parent_;
};

bool follow_each_other(const std::vector<SensorRows>& by_time) {
  const auto overlap = [](const SensorRows& a, const SensorRows& b) {
    return !is_before(a.samples, b.samples);
  };
  return std::adjacent_find(by_time.begin(), by_time.end(), overlap) == by_time.end();
}

RoomReadings as_room(std::string name, SensorRows rows) {
  return {RoomName(std::move(name)), std::move(rows.samples), std::move(rows.report)};
}

}  // namespace

std::vector<RoomReadings> join_rooms(std::vector<std::vector<SensorRows>> files) {
  Sensors sensors;
  for (std::vector<SensorRows>& file : files) sensors.add_file(std::move(file));
  std::vector<RoomReadings> rooms;
  for (std::vector<SensorRows>& group : sensors.groups()) {
    std::vector<SensorRows> by_time = std::move(group);
    if (by_time.size() > 1) sort_by_time(by_time);
    if (follow_each_other(by_time)) {
      const std::string last = by_time.back().sensor.text();
      rooms.push_back(as_room(last, join_parts(std::move(by_time))));
      continue;
    }
    for (SensorRows& rows : by_time) {
      const std::string name = rows.sensor.text();
      rooms.push_back(as_room(name, std::move(rows)));
    }
  }
  return rooms;
}

}  // namespace lamplighter::csv
