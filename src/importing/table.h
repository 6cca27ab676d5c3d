// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"
#include "core/series.h"
#include "importing/table_form.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// Why a row was skipped.
enum class LeftOut : std::uint8_t {
  bad_time,       ///< the time cannot be parsed, or is before 1990
  no_such_hour,   ///< local time in a skipped hour
  wrong_columns,  ///< more or fewer fields than the table
  bad_value,      ///< neither a number nor a state
  other_unit,     ///< a number with a unit that is not one of light
  out_of_range,   ///< not a possible light level
  not_known,      ///< unavailable, unknown or empty, for a sensor
  header_again,   ///< the header repeated inside the table
  wrong_kind,     ///< a state among numbers
  same_time,  ///< another value for the same time; a sensor's first and a lamp's last one are kept
  bad_name,   ///< longer than 200 bytes
};
inline constexpr std::size_t left_out_count = 11;

/// For use in a sentence: "the time cannot be read".
std::string_view to_string(LeftOut why);

/// The rows skipped for one reason, and the line of the first one.
struct LeftOutRows {
  std::int64_t rows = 0;
  std::int64_t line = 0;  ///< of the first one, counted from 1

  void add(std::int64_t at_line) {
    if (rows++ == 0) line = at_line;
  }
};

/// All samples of one sensor or lamp. Once settled, sorted and without two samples at one instant.
struct ForeignSeries {
  ForeignKind kind = ForeignKind::light;
  std::vector<Sample<Lux>> light = {};
  std::vector<Sample<LampState>> states = {};

  [[nodiscard]] std::size_t size() const { return light.size() + states.size(); }
};

/// The kind implied by a name: Home Assistant's `light.` and `switch.` are lamps, `sensor.` is
/// light. Empty for other names.
std::optional<ForeignKind> kind_of_entity(std::string_view name);

/// Whether an entity of Home Assistant is a person.
bool is_person(std::string_view entity);

/// As add_state, for an entity, including persons: on at home, off elsewhere, anything else
/// unknown.
bool add_entity_state(ForeignSeries& series, std::string_view entity, Instant at,
                      std::string_view state, LampState unavailable);

/// Adds a state in Home Assistant's spelling: for a lamp on, off, `unavailable` as given, anything
/// else unknown; for a sensor its lux, anything else is ignored. False if it was ignored.
bool add_state(ForeignSeries& series, Instant at, std::string_view state, LampState unavailable);

/// Counts of equal and of different values at the same instant; one of them is kept.
struct Doubles {
  std::int64_t equal = 0;
  std::int64_t different = 0;
};

/// Sorts a series and keeps one sample per instant: a sensor's first, a lamp's last.
Doubles settle(ForeignSeries& series);

/// The contents of a table.
struct ForeignTable {
  std::map<std::string, ForeignSeries> named = {};  ///< by entity, sensor or tags; "": none
  std::int64_t rows = 0;                            ///< without headers and empty lines
  std::int64_t late_rows = 0;                       ///< earlier than a previous row; sorted in
  std::int64_t doubles = 0;                         ///< same time and value as another row
  std::array<LeftOutRows, left_out_count> left_out = {};
  std::optional<Instant> last = {};  ///< the latest time of any row, including rows without a value

  LeftOutRows& operator[](LeftOut why) { return left_out[static_cast<std::size_t>(why)]; }
  const LeftOutRows& operator[](LeftOut why) const {
    return left_out[static_cast<std::size_t>(why)];
  }
};

/// Reads a foreign table line by line, in memory proportional to the rows that are kept.
/// Single-threaded.
class TableReader {
 public:
  /// Most rows of one table. Chosen by us: ten years at four per minute.
  static constexpr std::size_t most_rows = 20'000'000;
  /// Most sensors and lamps of one table.
  static constexpr std::size_t most_series = 4096;

  TableReader(std::string file, TableForm form, TableOptions options)
      : file_(std::move(file)), form_(std::move(form)), options_(std::move(options)) {}

  /// Takes the next lines, starting with the file's first. Only the last line of a file may lack a
  /// line end. Errors: bad_input for too many rows or series; the reader can then not be used any
  /// more.
  Result<void> take(std::string_view lines);

  /// The number of the next line, from 1.
  [[nodiscard]] std::int64_t line() const { return line_; }

  /// Sorts what was taken. Errors: bad_input if one column seems to contain two sensors.
  Result<ForeignTable> finish() &&;

 private:
  Result<void> take_line(std::string_view line);
  Result<void> take_row(const std::vector<std::string>& fields);
  bool take_header(const std::vector<std::string>& fields);
  using NamedSeries = std::map<std::string, ForeignSeries>::value_type;
  Result<NamedSeries*> series_of(const std::vector<std::string>& fields);
  std::optional<Instant> time_of(const std::vector<std::string>& fields, Instant before);
  void keep(ForeignSeries& series, Instant at, const std::vector<std::string>& fields);
  void keep_light(ForeignSeries& series, Instant at, double lux);
  void leave_out(LeftOut why) { table_[why].add(line_); }
  [[nodiscard]] std::string name_in(const std::vector<std::string>& fields) const;

  std::string file_;
  TableForm form_;
  TableOptions options_;
  ForeignTable table_;
  bool has_header_ = false;     ///< it was read
  bool awaits_header_ = false;  ///< annotated: the next row is a header
  std::int64_t line_ = 1;
  std::size_t kept_ = 0;
};

}  // namespace lamplighter
