// SPDX-License-Identifier: Apache-2.0
// usage: sensors_trial READINGS.csv LABELS.csv ROOM LATITUDE LONGITUDE ZONE
// Detects lamps in one labelled room, as its sensor reported it and as other sensors would have
// reported the same light, one row each. LABELS: room,start,end,confidence with a header; minutes
// with a label of a confidence below one half are not scored. Exit status 1 if a row misses its
// limit.
#include "detection/detect.h"
#include "detection/test_sensor.h"
#include "sky/sun.h"
#include "system/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace lamplighter::trials {
namespace {

struct Label {
  Instant from;
  Instant until;
  bool sure;
};

std::vector<std::vector<std::string>> rows_of(const char* path) {
  const Result<std::string> text = app::read_text_file(path, std::size_t{1} << 30);
  if (!text) {
    fmt::print(stderr, "{}\n", text.error().message);
    std::exit(2);
  }
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  if (!rows.empty()) rows.erase(rows.begin());  // the header
  return rows;
}

struct Room {
  testing::Samples samples;
  std::vector<Label> labels;
  Place place;
};

Room room_of(std::span<char*> words) {
  Room room{{}, {}, {std::atof(words[4]), std::atof(words[5]), *TimeZone::find(words[6])}};
  for (const auto& row : rows_of(words[1])) {
    room.samples.push_back({from_epoch_seconds(std::strtod(row.at(0).c_str(), nullptr)),
                            Lux(std::strtod(row.at(3).c_str(), nullptr))});
  }
  for (const auto& row : rows_of(words[2])) {
    if (row.at(0) != words[3]) continue;
    room.labels.push_back({*parse_instant(row.at(1)), *parse_instant(row.at(2)),
                           std::strtod(row.at(3).c_str(), nullptr) >= 0.5});
  }
  return room;
}

struct Score {
  int hits = 0;
  int misses = 0;
  int false_ = 0;

  void count(bool said, bool truth) {
    hits += said && truth;
    misses += !said && truth;
    false_ += said && !truth;
  }
  [[nodiscard]] double f1() const { return 2.0 * hits / (2.0 * hits + misses + false_); }
};

LampState truth_at(const Room& room, Instant at) {
  LampState state = LampState::off;
  for (const Label& label : room.labels) {
    if (at < label.from || at >= label.until) continue;
    if (label.sure) return LampState::on;
    state = LampState::unknown;
  }
  return state;
}

bool is_late(const Room& room, Instant at, std::chrono::minutes late) {
  return std::ranges::any_of(room.labels, [&](const Label& label) {
    return std::chrono::abs(at - label.from) <= late || std::chrono::abs(at - label.until) <= late;
  });
}

LampState said_at(const Detection& detection, Instant at) {
  for (const LitInterval& interval : detection.intervals) {
    if (interval.from <= at && at < interval.until) return interval.state;
  }
  return LampState::off;
}

bool print_row(const Room& room, const testing::SensorVariant& variant) {
  const Detection detection = detect_lamps(variant.samples, room.place);
  Score all;
  Score day;
  int unknown = 0;
  int morning = 0;
  for (const Sample<Lux>& sample : room.samples) {
    const LampState truth = truth_at(room, sample.at);
    if (truth == LampState::unknown) continue;
    if (variant.late > std::chrono::minutes(0) && is_late(room, sample.at, variant.late)) continue;
    const LampState said = said_at(detection, sample.at);
    const bool on = said == LampState::on;
    unknown += said == LampState::unknown;
    all.count(on, truth == LampState::on);
    if (sun_elevation_degrees(room.place.latitude, room.place.longitude, sample.at) < -6) continue;
    day.count(on, truth == LampState::on);
    const std::chrono::minutes clock(room.place.zone.minute_of_day(sample.at));
    const bool is_morning = clock >= std::chrono::hours(6) && clock < std::chrono::hours(12);
    morning += on && truth == LampState::off && is_morning && sample.value.value() >= 20;
  }
  const double days = static_cast<double>(room.samples.size()) / 1440;
  const bool passes = all.f1() >= 0.97 && day.f1() >= 0.95 && all.false_ <= days && morning == 0;
  fmt::print("{:<28}{:>9}{:>9.4f}{:>9.4f}{:>9.2f}{:>9}{:>9}{}\n", variant.name,
             variant.samples.size(), all.f1(), day.f1(), all.false_ / days, morning, unknown,
             passes ? "" : " *");
  std::fflush(stdout);
  return passes;
}

int run(const Room& room) {
  fmt::print("{:<28}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}\n", "sensor", "reports", "F1", "day F1",
             "false/d", "morning", "unknown");
  int below = 0;
  for (const auto& variant : testing::sensor_variants(room.samples)) {
    below += !print_row(room, variant);
  }
  print_row(room, {"every 55 min only", testing::heartbeats(room.samples)});
  fmt::print("{} rows below the bar\n", below);
  return below == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lamplighter::trials

int main(int count, char** words) {
  if (count != 7) {
    fmt::print(stderr,
               "usage: sensors_trial READINGS.csv LABELS.csv ROOM LATITUDE LONGITUDE ZONE\n");
    return 2;
  }
  return lamplighter::trials::run(
      lamplighter::trials::room_of({words, static_cast<std::size_t>(count)}));
}
