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

/// Why a row gave nothing.
enum class LeftOut : std::uint8_t {
  bad_time,       ///< no time that can be read, or one before 1990
  no_such_hour,   ///< local time in the hour that clocks leave out
  wrong_columns,  ///< more or fewer fields than the table has
  bad_value,      ///< neither a number nor a state
  other_unit,     ///< a number of something that is not light
  out_of_range,   ///< no light has this level
  not_known,      ///< unavailable, unknown or empty, of a sensor
  header_again,   ///< the header in the middle of the table
  wrong_kind,     ///< a state among numbers
  same_time,      ///< another value for the same time; a sensor's first and a lamp's last one count
  bad_name,       ///< longer than 200 bytes
};
inline constexpr std::size_t left_out_count = 11;

/// As it stands in a sentence: "the time cannot be read".
std::string_view to_string(LeftOut why);

/// Rows that were left out for one reason, and the first of them.
struct LeftOutRows {
  std::int64_t rows = 0;
  std::int64_t line = 0;  ///< of the first, from 1

  void add(std::int64_t at_line) {
    if (rows++ == 0) line = at_line;
  }
};

/// All that is known of one thing: a sensor's levels or a lamp's states. Sorted, and no two at one
/// time, once it is settled.
struct ForeignSeries {
  ForeignKind kind = ForeignKind::light;
  std::vector<Sample<Lux>> light = {};
  std::vector<Sample<LampState>> states = {};

  [[nodiscard]] std::size_t size() const { return light.size() + states.size(); }
};

/// What a name says of its kind: Home Assistant's `light.` and `switch.` are lamps, `sensor.` is
/// light. Nothing for other names.
std::optional<ForeignKind> kind_of_entity(std::string_view name);

/// Whether an entity of Home Assistant is a person.
bool is_person(std::string_view entity);

/// As add_state, of an entity; also of a person: on at home, off elsewhere, all else unknown.
bool add_entity_state(ForeignSeries& series, std::string_view entity, Instant at,
                      std::string_view state, LampState unavailable);

/// Adds a state as Home Assistant writes it: of a lamp on, off, `unavailable` as given, all else
/// unknown; of a sensor its lux, all else nothing. False where it gave nothing.
bool add_state(ForeignSeries& series, Instant at, std::string_view state, LampState unavailable);

/// Equal values at one time, and different ones, of which one was kept.
struct Doubles {
  std::int64_t equal = 0;
  std::int64_t different = 0;
};

/// Sorts a series and leaves one sample at each time: a sensor's first, a lamp's last.
Doubles settle(ForeignSeries& series);

/// A table that was read.
struct ForeignTable {
  std::map<std::string, ForeignSeries> named = {};  ///< by entity, sensor or tags; "" without one
  std::int64_t rows = 0;                            ///< without headers and empty lines
  std::int64_t late_rows = 0;                       ///< earlier than one above; sorted in
  std::int64_t doubles = 0;                         ///< the same time and value again
  std::array<LeftOutRows, left_out_count> left_out = {};
  std::optional<Instant> last = {};  ///< the latest time of any row, also of one without a value

  LeftOutRows& operator[](LeftOut why) { return left_out[static_cast<std::size_t>(why)]; }
  const LeftOutRows& operator[](LeftOut why) const {
    return left_out[static_cast<std::size_t>(why)];
  }
};

/// Takes the rows of a foreign table as they come, in the memory of what is kept of them. One
/// thread.
class TableReader {
 public:
  /// So many rows of one table are kept at most. Chosen by us: ten years, four a minute.
  static constexpr std::size_t most_rows = 20'000'000;
  /// Of so many sensors and lamps.
  static constexpr std::size_t most_series = 4096;

  TableReader(std::string file, TableForm form, TableOptions options)
      : file_(std::move(file)), form_(std::move(form)), options_(std::move(options)) {}

  /// Takes the next lines, from the file's first on. Only the last line of a file may have no line
  /// end. Errors: bad_input for more rows or series than may be; the table is then of no use.
  Result<void> take(std::string_view lines);

  /// The number of the next line, from 1.
  [[nodiscard]] std::int64_t line() const { return line_; }

  /// Sorts what was taken. Errors: bad_input where two sensors seem to stand in one column.
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
  bool has_header_ = false;     ///< it was passed
  bool awaits_header_ = false;  ///< annotated: the next row is one
  std::int64_t line_ = 1;
  std::size_t kept_ = 0;
};

}  // namespace lamplighter
