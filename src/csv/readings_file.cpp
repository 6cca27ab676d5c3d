// SPDX-License-Identifier: Apache-2.0
#include "csv/readings_file.h"

#include "csv/daily_file.h"
#include "csv/names.h"
#include "csv/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
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

/// Merges `part` into `samples`, whose rows win where times are equal.
void merge_overlapping(Samples& samples, const Samples& part, const std::string& file,
                       ReadReport& report) {
  const auto begin =
      std::lower_bound(samples.begin(), samples.end(), part.front().at,
                       [](const Sample<Lux>& sample, Instant at) { return sample.at < at; });
  const Samples overlap(begin, samples.end());  // earlier samples stay in place
  samples.erase(begin, samples.end());
  auto mine = overlap.begin();
  for (const Sample<Lux>& sample : part) {
    while (mine != overlap.end() && mine->at < sample.at) samples.push_back(*mine++);
    if (mine == overlap.end() || mine->at > sample.at) {
      samples.push_back(sample);
      continue;
    }
    const Reason reason = mine->value == sample.value ? Reason::duplicate : Reason::same_time;
    report[reason].add(file, std::nullopt);
    --report.kept;
  }
  samples.insert(samples.end(), mine, overlap.end());
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
    merge_overlapping(whole.samples, part.samples, file, whole.report);
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
      "the look is not in the form 42.5%/370",
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
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < reason_count; ++i) {
    const Tally& tally = rejected[i];
    if (tally.rows == 0) continue;
    sentences.push_back(fmt::format("{}: {} left out: {}", place(tally), rows(tally.rows),
                                    to_string(static_cast<Reason>(i))));
  }
  if (out_of_order.rows > 0) {
    sentences.push_back(fmt::format("{}: {} earlier than a row above: sorted in",
                                    place(out_of_order), rows(out_of_order.rows)));
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    sentences.push_back(
        fmt::format("{}: the sensor id changes from \"{}\" to \"{}\": read as one room",
                    place(names[i].rows), names[i - 1].name, names[i].name));
  }
  return sentences;
}

// The rows of a file are alike: seconds with ten digits, the same sensor id again, a plain decimal.
// `take_usual_rows` parses those and stops at the first other row; `take_row` parses any row and
// detects every error. Both give the same result for rows that both can parse.
namespace {

const char* find_byte(const char* at, const char* end, char wanted) {
  return static_cast<const char*>(std::memchr(at, wanted, static_cast<std::size_t>(end - at)));
}

struct UsualRow {
  Instant at;
  double value;
};

/// Parses a row in the usual form; nothing for any other. Requires: `lookahead` readable bytes
/// after `line_end`.
std::optional<UsualRow> read_usual_row(const char* at, const char* line_end,
                                       std::string_view sensor) {
  const auto epoch = take_epoch(at);
  if (!epoch || *epoch->end != ',') return std::nullopt;
  const char* name = find_byte(epoch->end + 1, line_end, ',');
  if (name == nullptr || find_byte(epoch->end, name, '\0') != nullptr) return std::nullopt;
  ++name;
  const auto left = static_cast<std::size_t>(line_end - name);
  if (left <= sensor.size() || name[sensor.size()] != ',' ||
      std::memcmp(name, sensor.data(), sensor.size()) != 0) {
    return std::nullopt;
  }
  const auto value = take_decimal(name + sensor.size() + 1);
  if (!value) return std::nullopt;
  const char* row_end = value->end + (*value->end == '\r' ? 1 : 0);
  if (row_end != line_end) return std::nullopt;
  return UsualRow{epoch->at, value->value};
}

}  // namespace

ReadingsParser::ReadingsParser(std::string file, std::uint64_t file_size)
    : file_(std::move(file)), file_size_(file_size) {
  track_ = tracks_.emplace_back(std::make_unique<Track>()).get();
}

Result<void> ReadingsParser::take(std::string_view lines) {
  const char* at = lines.data();
  const char* end = at + lines.size();
  if (line_ == 1) {
    const char* line_end = find_byte(at, end, '\n');
    const std::string_view header(at, static_cast<std::size_t>(line_end - at));
    if (auto checked = check_header(file_, header, readings_header); !checked) return checked;
    expect_rows(lines);
    at = line_end + 1;
    ++line_;
  }
  while (at != end) {
    at = take_usual_rows(at, end);
    if (at == end) break;
    const char* line_end = find_byte(at, end, '\n');
    take_row({at, static_cast<std::size_t>(line_end - at)});
    at = line_end + 1;
    ++line_;
  }
  return {};
}

const char* ReadingsParser::take_usual_rows(const char* at, const char* end) {
  const std::string_view sensor = track_->rows.sensor.text();
  if (sensor.empty()) return at;
  while (at != end) {
    const char* line_end = find_byte(at, end, '\n');
    if (end - line_end <= static_cast<std::ptrdiff_t>(lookahead)) break;
    const auto row = read_usual_row(at, line_end, sensor);
    if (!row) break;
    keep(row->at, row->value);
    at = line_end + 1;
    ++line_;
  }
  return at;
}

void ReadingsParser::take_row(std::string_view row) {
  row = without_carriage_return(row);
  if (row.find('\0') != std::string_view::npos) return reject(Reason::zero_bytes);
  const auto columns = split_row(row);
  if (!columns) return reject(Reason::wrong_columns);
  const auto at = read_time(columns->time);
  if (const Reason* flaw = std::get_if<Reason>(&at)) return reject(*flaw);
  const auto value = parse_number(columns->value);
  if (!value) return reject(Reason::value_not_number);
  if (!std::isfinite(*value)) return reject(Reason::value_not_finite);
  if (const auto flaw = choose_track(columns->name)) return reject(*flaw);
  keep(std::get<Instant>(at), *value);
}

void ReadingsParser::keep(Instant at, double value) {
  std::vector<Sample<Lux>>& samples = track_->rows.samples;
  if (samples.empty() || at > samples.back().at) {
    samples.push_back({at, Lux(value)});
  } else if (at < samples.back().at) {
    track_->late.push_back({{at, Lux(value)}, line_});
  } else {
    reject(samples.back().value.value() == value ? Reason::duplicate : Reason::same_time);
  }
}

std::optional<Reason> ReadingsParser::choose_track(const std::string& sensor) {
  const auto known = by_name_.find(sensor);
  if (known != by_name_.end()) {
    track_ = known->second;
    return std::nullopt;
  }
  if (!is_good_name(sensor)) return Reason::bad_name;
  if (by_name_.size() >= max_names) return Reason::too_many_names;
  if (!by_name_.empty()) {
    track_ = tracks_.emplace_back(std::make_unique<Track>()).get();
    // A renamed sensor usually keeps its second id to the end of the file.
    if (tracks_.size() == 2) reserve_large(track_->rows.samples, expected_rows_);
  }
  track_->rows.sensor = SensorId(sensor);
  track_->rows.report.names.push_back({sensor, Tally{0, file_, line_}});
  by_name_.emplace(sensor, track_);
  return std::nullopt;
}

void ReadingsParser::expect_rows(std::string_view lines) {
  // Assumes that the rest of the file is like its first block. Unused capacity costs address space,
  // not memory; the estimate is limited to 64 million samples (1 GiB).
  constexpr double most = 64e6;
  const auto rows = static_cast<double>(std::count(lines.begin(), lines.end(), '\n'));
  const double share = static_cast<double>(file_size_) / static_cast<double>(lines.size());
  expected_rows_ = static_cast<std::size_t>(std::min(rows * share * 1.02, most));
  reserve_large(track_->rows.samples, expected_rows_);
}

void ReadingsParser::sort_in(Track& track) {
  std::vector<Sample<Lux>>& samples = track.rows.samples;
  std::vector<Late>& late = track.late;
  const auto earlier = [](const auto& a, const auto& b) { return a.at < b.at; };
  std::stable_sort(late.begin(), late.end(),
                   [&](const Late& a, const Late& b) { return earlier(a.sample, b.sample); });
  const std::size_t in_order = samples.size();
  std::int64_t first_line = line_;
  for (const Late& row : late) {
    const auto end = samples.begin() + static_cast<std::ptrdiff_t>(in_order);
    const auto there = std::lower_bound(samples.begin(), end, row.sample, earlier);
    // Of equal times the earlier row in the file wins: rows that were in order come first.
    const Sample<Lux>& rival = there != end && there->at == row.sample.at ? *there : samples.back();
    if (rival.at == row.sample.at) {
      const Reason reason = rival.value == row.sample.value ? Reason::duplicate : Reason::same_time;
      track.rows.report[reason].add(file_, row.line);
      continue;
    }
    samples.push_back(row.sample);
    first_line = std::min(first_line, row.line);
  }
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(in_order);
  if (middle != samples.end())
    track.rows.report.out_of_order = {samples.end() - middle, file_, first_line};
  std::inplace_merge(samples.begin(), middle, samples.end(), earlier);
}

Result<std::vector<SensorRows>> ReadingsParser::finish(std::string_view tail) && {
  if (line_ == 1) {
    if (auto checked = check_torn_header(file_, tail, readings_header); !checked)
      return checked.error();
  } else if (!tail.empty()) {
    const bool zeros = tail.find('\0') != std::string_view::npos;
    reject(zeros ? Reason::zero_bytes : Reason::torn_last_line);
  }
  std::vector<SensorRows> sensors;
  for (const auto& track : tracks_) {
    if (!track->late.empty()) sort_in(*track);
    ReadReport& report = track->rows.report;
    report.kept = static_cast<std::int64_t>(track->rows.samples.size());
    if (!report.names.empty()) report.names.front().rows.rows = report.kept;
    sensors.push_back(std::move(track->rows));
  }
  return sensors;
}

}  // namespace lamplighter::csv
