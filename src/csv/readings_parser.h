// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "csv/read_report.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lamplighter::csv {

/// What one file says of one sensor. Samples rise strictly in time.
struct SensorRows {
  SensorId sensor;
  std::vector<Sample<Lux>> samples;
  ReadReport report;
};

/// Reads the lines of one readings file (docs/formats.md has the grammar), block by block.
/// A row with a flaw is counted with its line and left out. Rows out of order are sorted in.
/// A row that is wrong in itself counts for the sensor of the last good row above it.
class ReadingsParser {
 public:
  /// `file` is for the report. `file_size` is a hint for how many samples to expect, or 0.
  ReadingsParser(std::string file, std::uint64_t file_size);

  /// Takes the next whole lines. Requires: `lines` ends with a line end. Errors: bad_input where
  /// the first line is not the header.
  Result<void> take(std::string_view lines);

  /// Number of the next line, from 1.
  [[nodiscard]] std::int64_t line() const { return line_; }

  /// Takes what stands behind the last line end and gives the sensors in the order of their first
  /// rows. A file without a good row gives one sensor with an empty id, which holds the counts.
  /// Errors: bad_input where there was no header.
  Result<std::vector<SensorRows>> finish(std::string_view tail) &&;

 private:
  struct Late {
    Sample<Lux> sample;
    std::int64_t line;
  };
  struct Track {
    SensorRows rows;
    std::vector<Late> late;
  };

  Result<void> take_header(std::string_view line);
  const char* take_usual_rows(const char* at, const char* end);
  void take_row(std::string_view row);
  void keep(Instant at, double value);
  void reject(Reason reason) { track_->rows.report[reason].add(file_, line_); }
  std::optional<Reason> choose_track(const std::string& sensor);
  void expect_rows(std::string_view lines);
  void sort_in(Track& track);

  std::string file_;
  std::uint64_t file_size_;
  std::size_t expected_rows_ = 0;
  std::int64_t line_ = 1;
  std::vector<std::unique_ptr<Track>> tracks_;  // in the order of their first rows
  std::unordered_map<std::string, Track*> by_name_;
  Track* track_;
};

}  // namespace lamplighter::csv
