// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/reading.h"
#include "core/series.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lamplighter::csv {

/// Why a row was skipped.
enum class Reason : std::uint8_t {
  torn_last_line,     ///< without a line end the row may be incomplete
  zero_bytes,         ///< as after a power cut
  wrong_columns,      ///< not four columns
  time_not_number,    ///< the epoch column
  time_out_of_range,  ///< nan, inf, before 1970, after 2106; milliseconds for seconds
  value_not_number,   ///< the value column
  value_not_finite,   ///< nan, inf, 1e400
  bad_name,           ///< an empty, overlong or unprintable sensor id or room
  bad_state,          ///< not on, off or unknown
  bad_look,           ///< not as 42.5%/370
  too_many_names,     ///< more sensors or rooms than `max_names` in one file
  duplicate,          ///< the same time and value again: a message delivered twice
  same_time,          ///< another value for the same time; the first one is kept
};

inline constexpr std::size_t reason_count = 13;

/// As part of a sentence: "the time is not a number".
std::string_view to_string(Reason reason);

/// Maximum number of sensors or rooms per file.
inline constexpr std::size_t max_names = 4096;

/// The number of rows with the same outcome, and where the first one is.
struct Tally {
  std::int64_t rows = 0;
  std::string file;
  std::optional<std::int64_t> line;  ///< from 1; nothing if it comes from more than one file

  void add(const std::string& in_file, std::optional<std::int64_t> at_line) {
    const bool first = rows++ == 0 || (file == in_file && at_line < line);
    if (!first) return;
    file = in_file;
    line = at_line;
  }

  void add(const Tally& other) {
    if (rows == 0)
      *this = other;
    else
      rows += other.rows;
  }

  friend bool operator==(const Tally&, const Tally&) = default;
};

/// A sensor in a file or room, with its number of rows, valid or not.
struct NameSeen {
  std::string name;
  Tally rows;

  friend bool operator==(const NameSeen&, const NameSeen&) = default;
};

/// What happened to the rows of a room's files: every row except headers is counted once, in `kept`
/// or in `rejected`.
struct ReadReport {
  std::int64_t kept = 0;
  std::array<Tally, reason_count> rejected;  ///< by Reason
  Tally out_of_order;           ///< kept rows that came after a later one and were sorted
  std::vector<NameSeen> names;  ///< sensor ids in the order of their times; two: a renamed sensor

  [[nodiscard]] const Tally& operator[](Reason reason) const {
    return rejected[static_cast<std::size_t>(reason)];
  }
  [[nodiscard]] Tally& operator[](Reason reason) {
    return rejected[static_cast<std::size_t>(reason)];
  }

  [[nodiscard]] std::int64_t rejected_rows() const;

  /// Adds the counts of another part of the same room.
  void add(const ReadReport& other);

  /// One sentence per finding, none if all rows were kept in their order: "front.csv:812: 3 rows
  /// rejected: the value is not a number (first at this line)".
  [[nodiscard]] std::vector<std::string> sentences() const;

  friend bool operator==(const ReadReport&, const ReadReport&) = default;
};

/// One sensor's rows in one file. Samples are in strictly ascending order of time.
struct SensorRows {
  SensorId sensor;
  std::vector<Sample<Lux>> samples;
  ReadReport report;
};

/// Parses the lines of one readings file (grammar: docs/formats.md), block by block. Invalid rows
/// are counted with their line number and skipped. Rows out of order are sorted. A malformed row
/// counts for the sensor of the last valid row before it.
class ReadingsParser {
 public:
  /// `file` is for the report. `file_size` is a hint for the number of samples, or 0.
  ReadingsParser(std::string file, std::uint64_t file_size);

  /// Parses the next whole lines. Requires: `lines` ends with a line end. Errors: bad_input if the
  /// first line is not the header.
  Result<void> take(std::string_view lines);

  /// Number of the next line, from 1.
  [[nodiscard]] std::int64_t line() const { return line_; }

  /// Parses what follows the last line end and returns the sensors in the order of their first
  /// rows. A file without a valid row gives one sensor with an empty id, which holds the counts.
  /// Errors: bad_input if there was no header.
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

/// A room's readings from any number of files. Samples are in strictly ascending order of time.
struct RoomReadings {
  RoomName room;
  std::vector<Sample<Lux>> samples;
  ReadReport report;
};

/// Joins the content of files into one entry per room, in the order of the sensors' first
/// appearance.
/// - Parts of one sensor are put in the order of their times. Where parts overlap, identical
/// readings
///   are kept once and counted as duplicates; of two values for one time, that of the part that
///   begins first is kept.
/// - Sensors that share a file and never overlap in time, in any file, are one sensor that was
///   renamed: they become one room under the last id, and the report names both.
/// - All other sensors are separate rooms.
/// Each element of `files` is the parser's result for one file.
std::vector<RoomReadings> join_rooms(std::vector<std::vector<SensorRows>> files);

/// Reads readings files (header `timestamp,datetime,sensor_id,value`) into one entry per room; see
/// join_rooms for how files and sensor ids become rooms. Invalid rows are skipped, counted and
/// listed in the room's report. An empty file, or one with only invalid rows, becomes a room
/// without samples, named after the file.
/// Errors: the first file that is missing, a directory, unreadable, without the header, or with a
/// line over 256 KiB.
Result<std::vector<RoomReadings>> read_readings(const std::vector<std::string>& files);

/// The content of one file, per sensor. Errors: as above.
Result<std::vector<SensorRows>> read_readings_file(const std::string& file);

/// The same for the text of a file named `file` in the report.
Result<std::vector<SensorRows>> parse_readings(const std::string& file, std::string_view text);

}  // namespace lamplighter::csv
