// SPDX-License-Identifier: Apache-2.0
// A foreign table is recognised by its first lines, not by its name: which separator splits them
// into the same number of fields, which column has times, which one numbers or states. If several
// answers are possible, an error names the option with which the user can decide.
#include "importing/table_form.h"

#include "importing/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace lamplighter {
namespace {

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

constexpr std::size_t most_sample_rows = 200;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Error not_a_table(const std::string& file, std::string_view why) {
  return {Fault::bad_input, fmt::format("{}: {}", file, why)};
}

/// The format of a file that is not text with columns, from its first bytes.
std::optional<std::string_view> other_format(std::string_view head) {
  using namespace std::string_view_literals;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> formats{{
      {"SQLite format 3\0"sv, "a SQLite database; read it with --home-assistant-db"},
      {"PK\x03\x04"sv, "a spreadsheet or a ZIP archive; save it as CSV, or unpack it"},
      {"\x1F\x8B"sv, "compressed; unpack it with gunzip"},
      {"\xFF\xFE"sv, "UTF-16 text; convert it with iconv -f UTF-16 -t UTF-8"},
      {"\xFE\xFF"sv, "UTF-16 text; convert it with iconv -f UTF-16 -t UTF-8"},
      {"{"sv, "JSON; export it as CSV"},
      {"["sv, "JSON; export it as CSV"},
      {"<"sv, "HTML or XML; export it as CSV"},
  }};
  for (const auto& [begin, what] : formats) {
    if (head.starts_with(begin)) return what;
  }
  if (head.find('\0') != std::string_view::npos) return "not text; export it as CSV";
  return std::nullopt;
}

std::vector<std::string_view> sample_lines(std::string_view head) {
  std::vector<std::string_view> lines;
  while (!head.empty() && lines.size() < most_sample_rows) {
    const std::size_t end = head.find('\n');
    lines.push_back(plain_line(head.substr(0, end)));
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 1);
  }
  return lines;
}

/// Excel's first line: sep=;
std::optional<char> declared_separator(const std::vector<std::string_view>& lines) {
  if (lines.empty() || lines.front().size() != 5 || !lower(lines.front()).starts_with("sep="))
    return std::nullopt;
  return lines.front().back();
}

/// The most frequent number of fields.
std::size_t usual_width(const Rows& rows) {
  std::map<std::size_t, std::size_t> counts;
  for (const Row& row : rows) ++counts[row.size()];
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? 0 : most->first;
}

/// At least four in five, and at least one.
bool is_most(std::size_t some, std::size_t all) { return some > 0 && some * 5 >= all * 4; }

bool is_listed(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Searches the columns for one separator.
class Recognition {
 public:
  Recognition(const std::string& file, Rows rows, char separator, const TableOptions& options)
      : file_(file), options_(options) {
    form_.separator = separator;
    form_.columns = usual_width(rows);
    form_.dates = options.dates;
    for (Row& row : rows) {
      if (row.size() != form_.columns) continue;
      if (data_.empty() && form_.header.empty() && is_header(row)) {
        form_.header = std::move(row);
      } else if (row != form_.header) {
        data_.push_back(std::move(row));
      }
    }
  }

  /// False if the separator does not split the lines.
  [[nodiscard]] bool is_plausible() const { return form_.columns >= 2; }

  /// True once `form` has found the time: its error is then for the user to resolve, and not a sign
  /// of another separator.
  [[nodiscard]] bool has_time() const { return has_time_; }

  Result<TableForm> form() {
    if (data_.empty()) {
      return fault("no rows below the header; export a span of time that has some");
    }
    find_date_order();
    if (auto found = find_time(); !found) return found.error();
    has_time_ = true;
    if (auto fine = check_zone(); !fine) return fine.error();
    find_names();
    name_format();
    if (auto found = find_value(); !found) return found.error();
    if (auto found = find_decimal(); !found) return found.error();
    if (auto found = find_kind(); !found) return found.error();
    if (auto found = find_unit(); !found) return found.error();
    return std::move(form_);
  }

 private:
  [[nodiscard]] Error fault(std::string_view why) const { return not_a_table(file_, why); }

  [[nodiscard]] std::string name_of(std::size_t column) const {
    return form_.header.empty() ? std::string() : lower(form_.header[column]);
  }

  [[nodiscard]] std::string called(std::size_t column) const {
    return form_.header.empty() || form_.header[column].empty() ? std::to_string(column + 1)
                                                                : form_.header[column];
  }

  static bool is_header(const Row& row) {
    return std::none_of(row.begin(), row.end(), [](const std::string& field) {
      const auto number = read_foreign_value(field, '.');
      return read_moment(field, DateOrder::day_first) ||
             read_moment(field, DateOrder::month_first) || number.is == ForeignValue::Is::number;
    });
  }

  template <typename Test>
  [[nodiscard]] std::size_t count(std::size_t column, const Test& test) const {
    return static_cast<std::size_t>(std::count_if(
        data_.begin(), data_.end(), [&](const Row& row) { return test(row[column]); }));
  }

  void find_date_order() {
    if (form_.dates != DateOrder::unknown) return;
    for (const Row& row : data_) {
      for (const std::string& field : row) {
        const auto order = order_of_date(field);
        if (order && *order != DateOrder::unknown) {
          form_.dates = *order;
          return;
        }
      }
    }
  }

  [[nodiscard]] bool has_times(std::size_t column, DateOrder order) const {
    const bool has_clocks =
        column + 1 < form_.columns && is_most(count(column + 1, is_clock), data_.size());
    const auto is_time = [&](const std::string& field) {
      const auto moment = read_moment(field, order);
      return moment && (moment->has_clock || has_clocks);
    };
    return is_most(count(column, is_time), data_.size());
  }

  [[nodiscard]] bool has_times(std::size_t column) const { return has_times(column, form_.dates); }

  Result<void> find_time() {
    std::optional<std::size_t> found;
    if (!options_.time_column.empty()) {
      found = find_column(form_.header, form_.columns, options_.time_column);
      if (!found) return no_column("--time-column", options_.time_column);
      if (!has_times(*found)) return no_times_in(*found);
    } else {
      found = usual_time();
      for (std::size_t i = 0; i < form_.columns && !found; ++i) {
        if (has_times(i)) found = i;
      }
    }
    if (!found) return no_times();
    form_.time = *found;
    const auto is_whole = [&](const std::string& field) {
      const auto moment = read_moment(field, form_.dates);
      return moment && moment->has_clock;
    };
    if (!is_most(count(*found, is_whole), data_.size())) form_.clock = *found + 1;
    return {};
  }

  [[nodiscard]] std::optional<std::size_t> usual_time() const {
    for (const std::string_view name :
         {"_time", "last_changed", "created_at", "timestamp", "time", "datetime", "date"}) {
      for (std::size_t i = 0; i < form_.header.size(); ++i) {
        if (name_of(i) == name && has_times(i)) return i;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Error no_column(std::string_view option, const std::string& wanted) const {
    std::string there;
    for (std::size_t i = 0; i < form_.columns && i < 20; ++i)
      there += (i == 0 ? "" : ", ") + called(i);
    return fault(fmt::format("no column \"{}\"; {} takes one of: {}", wanted, option, there));
  }

  [[nodiscard]] Error no_times_in(std::size_t column) const {
    return fault(
        fmt::format("column \"{}\" holds no times that can be read, as \"{}\"; use another "
                    "--time-column, or export the times as ISO 8601",
                    called(column), data_.front()[column].substr(0, 40)));
  }

  [[nodiscard]] Error no_times() const {
    for (std::size_t i = 0; i < form_.columns; ++i) {
      if (has_times(i, DateOrder::day_first) || has_times(i, DateOrder::month_first)) {
        return fault(
            fmt::format("column \"{}\": day and month of \"{}\" are ambiguous; add --dates "
                        "day-first or --dates month-first",
                        called(i), data_.front()[i].substr(0, 40)));
      }
    }
    return fault(
        "no column holds dates with a time of day; name it with --time-column, and what separates "
        "the columns with --separator");
  }

  Result<void> check_zone() const {
    if (options_.zone) return {};
    for (const Row& row : data_) {
      const auto moment = read_moment(row[form_.time], form_.dates);
      if (moment && (!moment->is_utc || form_.clock)) {
        return fault(
            fmt::format("the times are local, as \"{}\"; add --time-zone, such as "
                        "--time-zone Europe/Berlin, or --time-zone UTC",
                        row[form_.time].substr(0, 40)));
      }
    }
    return {};
  }

  void find_names() {
    for (std::size_t i = 0; i < form_.header.size(); ++i) {
      if (i == form_.time || i == form_.clock) continue;
      if (is_listed(name_of(i), {"entity_id", "sensor_id", "sensor", "device", "device_id", "name",
                                 "topic", "series", "metric", "tags", "room", "location"})) {
        form_.names.push_back(i);
      }
      if (is_listed(name_of(i), {"unit", "units", "unit_of_measurement"})) form_.unit = i;
    }
  }

  void name_format() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < form_.header.size(); ++i) names.push_back(name_of(i));
    const auto has = [&](std::string_view name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    form_.what = "a table";
    if (has("timestamp") && has("datetime") && has("sensor_id"))
      form_.what = "Lamplighter's readings";
    if (has("timestamp") && has("datetime") && has("room") && has("state"))
      form_.what = "Lamplighter's on/off changes";
    if (has("entity_id") && has("state") && has("last_changed"))
      form_.what = "Home Assistant's history";
    if (has("created_at") && has("entry_id")) form_.what = "ThingSpeak's feeds";
    if (has("name") && has("time") && names.front() == "name") form_.what = "InfluxDB's CSV";
    if (!form_.header.empty() &&
        (form_.header.front() == "Time" || form_.header.front() == "Series"))
      form_.what = "Grafana's export";
  }

  /// Counts of numbers and states of a column, and of values that may be mixed with them.
  struct Content {
    std::size_t numbers = 0;
    std::size_t states = 0;
    std::size_t others = 0;
  };
  [[nodiscard]] Content content(std::size_t column) const {
    using Is = ForeignValue::Is;
    Content content;
    for (const Row& row : data_) {
      const Is is = read_foreign_value(row[column], ',').is;
      if (is == Is::number) ++content.numbers;
      if (is == Is::state) ++content.states;
      if (is == Is::nothing) ++content.others;
    }
    return content;
  }

  [[nodiscard]] bool may_hold_values(std::size_t i) const {
    if (i == form_.time || i == form_.clock || i == form_.unit || has_times(i)) return false;
    if (std::find(form_.names.begin(), form_.names.end(), i) != form_.names.end()) return false;
    if (is_listed(name_of(i),
                  {"entry_id", "id", "index", "table", "result", "latitude", "longitude",
                   "elevation", "_start", "_stop", "_field", "_measurement", "domain"})) {
      return false;
    }
    const Content held = content(i);
    return held.numbers + held.states > 0 && is_most(data_.size() - held.others, data_.size());
  }

  [[nodiscard]] std::optional<std::size_t> usual_value() const {
    for (const std::string_view name : {"_value", "value", "state"}) {
      for (std::size_t i = 0; i < form_.header.size(); ++i) {
        if (i != form_.time && name_of(i) == name) return i;
      }
    }
    return std::nullopt;
  }

  Result<void> find_value() {
    std::optional<std::size_t> found;
    if (!options_.value_column.empty()) {
      found = find_column(form_.header, form_.columns, options_.value_column);
      if (!found) return no_column("--value-column", options_.value_column);
      std::erase(form_.names, *found);
    } else {
      found = usual_value();
    }
    if (found) {
      form_.value = *found;
      return {};
    }
    std::vector<std::size_t> candidates;
    std::vector<std::size_t> of_light;
    for (std::size_t i = 0; i < form_.columns; ++i) {
      if (!may_hold_values(i)) continue;
      candidates.push_back(i);
      const std::string name = name_of(i);
      const bool is_light =
          name.find("lux") != std::string::npos || name.find("illumi") != std::string::npos ||
          name.find("(lx)") != std::string::npos || name.find("light") != std::string::npos;
      if (is_light) of_light.push_back(i);
    }
    if (candidates.size() > 1 && of_light.size() == 1) candidates = of_light;
    if (candidates.size() == 1) {
      form_.value = candidates.front();
      return {};
    }
    if (candidates.empty())
      return fault("no column holds numbers, on or off; name it with --value-column");
    std::string named;
    for (const std::size_t i : candidates) named += (named.empty() ? "" : ", ") + called(i);
    return fault(
        fmt::format("several columns could be the value: {}; name one with --value-column", named));
  }

  /// A single comma is a decimal comma if its surroundings rule out a thousands separator.
  Result<void> find_decimal() {
    if (options_.decimal) {
      form_.decimal = *options_.decimal;
      return {};
    }
    bool is_ambiguous = false;
    for (const Row& row : data_) {
      const std::string& field = row[form_.value];
      const std::size_t comma = field.find(',');
      if (comma == std::string::npos || field.find('.') != std::string::npos ||
          field.find(',', comma + 1) != std::string::npos) {
        continue;
      }
      std::size_t behind = 0;
      while (comma + 1 + behind < field.size() && field[comma + 1 + behind] >= '0' &&
             field[comma + 1 + behind] <= '9') {
        ++behind;
      }
      const bool is_zero = comma == 1 && field.front() == '0';
      if (behind != 3 || is_zero || comma > 4) {
        form_.decimal = ',';
        return {};
      }
      is_ambiguous = true;
    }
    if (is_ambiguous) {
      return fault(
          "commas in the values are ambiguous, thousands or decimals; add --decimal comma "
          "or --decimal point");
    }
    return {};
  }

  /// For a table whose series names do not imply their kind.
  Result<void> find_kind() {
    form_.kind = options_.kind;
    if (form_.kind || form_.what == "Home Assistant's history") return {};
    const Content held = content(form_.value);
    if (held.states > 0 && held.numbers == 0) form_.kind = ForeignKind::on_off;
    if (held.numbers == 0 || held.states > 0) return {};
    form_.kind = ForeignKind::light;
    if (form_.what == "Lamplighter's readings" || !options_.unit.empty()) return {};
    std::size_t ones = 0;
    for (const Row& row : data_) {
      const ForeignValue value = read_foreign_value(row[form_.value], form_.decimal);
      if (value.is != ForeignValue::Is::number) continue;
      if (value.has_unit || (value.number != 0 && value.number != 1)) return {};
      if (value.number == 1) ++ones;
    }
    if (ones == 0) return {};
    return fault("the values are only 0 and 1; add --kind on-off for a lamp, or --kind light");
  }

  Result<void> find_unit() {
    if (form_.kind == ForeignKind::on_off) return {};
    form_.is_hue_level = options_.unit == "hue";
    if (!options_.unit.empty()) {
      form_.lux = lux_in(options_.unit).value_or(1);
      form_.unit.reset();
      return {};
    }
    const std::string name = name_of_value();
    const std::size_t open = name.find_first_of("([");
    if (open == std::string::npos) return {};
    const std::string unit = name.substr(open + 1, name.find_first_of(")]") - open - 1);
    if (is_listed(unit, {"\xC2\xB0"
                         "c",
                         "\xC2\xB0"
                         "f",
                         "%", "w", "kwh", "v", "hpa", "ppm", "db"})) {
      return fault(
          fmt::format("the unit of column \"{}\" is not one of light; use another "
                      "--value-column, or --unit raw",
                      called(form_.value)));
    }
    form_.lux = lux_in(unit).value_or(1);
    return {};
  }

  [[nodiscard]] std::string name_of_value() const { return name_of(form_.value); }

  const std::string& file_;
  const TableOptions& options_;
  Rows data_;
  TableForm form_;
  bool has_time_ = false;
};

Rows split_all(const std::vector<std::string_view>& lines, char separator) {
  Rows rows;
  for (const std::string_view line : lines) {
    if (!is_no_row(line)) rows.push_back(split_fields(line, separator));
  }
  return rows;
}

/// Annotations, or the header that follows them if a query omitted them.
bool is_annotation(std::string_view line) {
  const auto has = [&](std::string_view name) { return line.find(name) != std::string_view::npos; };
  return line.starts_with("#datatype") || line.starts_with("#group") ||
         line.starts_with("#default") || (has(",_time,") && has(",_value"));
}

Result<TableForm> recognise_annotated(const std::string& file,
                                      const std::vector<std::string_view>& lines,
                                      const TableOptions& options) {
  TableForm form;
  form.what = "InfluxDB's annotated CSV";
  form.is_annotated = true;
  form.decimal = '.';
  form.is_hue_level = options.unit == "hue";
  form.lux = lux_in(options.unit).value_or(1);
  for (const std::string_view line : lines) {
    if (is_no_row(line)) continue;
    const Row header = split_fields(line, ',');
    auto found = with_annotated_header(form, header, options);
    if (found) return *std::move(found);
    if (header == Row{"error", "reference"})
      return not_a_table(file,
                         "InfluxDB answered with an error instead of rows; run the query again");
    return not_a_table(file,
                       "its header has no column for the time or for the value; name them with "
                       "--time-column and --value-column, or query without pivot()");
  }
  return not_a_table(file, "no rows; query a span of time that has some");
}

}  // namespace

bool is_light_unit(std::string_view unit) {
  return unit == "raw" || unit == "hue" || lux_in(unit).has_value();
}

std::string TableForm::about() const {
  const auto column = [&](std::size_t i) {
    return header.empty() || header[i].empty() ? fmt::format("column {}", i + 1)
                                               : fmt::format("column \"{}\"", header[i]);
  };
  std::string text = fmt::format("{}; time in {}", what, column(time));
  if (clock) text += fmt::format(" and {}", column(*clock));
  return text + fmt::format(", value in {}", column(value));
}

std::string_view plain_line(std::string_view line) {
  if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool is_no_row(std::string_view line) {
  return line.empty() || line.front() == '#' ||
         (line.size() == 5 && lower(line).starts_with("sep=")) ||
         line.find_first_not_of(" \t,;") == std::string_view::npos;
}

std::optional<std::size_t> find_column(const std::vector<std::string>& header, std::size_t columns,
                                       std::string_view wanted) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (lower(header[i]) == lower(wanted)) return i;
  }
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  const bool is_number = fault == std::errc() && end == wanted.data() + wanted.size();
  if (!is_number || number < 1 || number > columns) return std::nullopt;
  return number - 1;
}

std::optional<TableForm> with_annotated_header(TableForm form, std::vector<std::string> header,
                                               const TableOptions& options) {
  const auto or_usual = [](const std::string& given, std::string_view usual) {
    return given.empty() ? std::string(usual) : given;
  };
  const auto time = find_column(header, header.size(), or_usual(options.time_column, "_time"));
  const auto value = find_column(header, header.size(), or_usual(options.value_column, "_value"));
  if (!time || !value) return std::nullopt;
  form.columns = header.size();
  form.time = *time;
  form.value = *value;
  form.names.clear();
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (i == *time || i == *value) continue;
    if (!is_listed(lower(header[i]), {"", "result", "table", "_start", "_stop"}))
      form.names.push_back(i);
  }
  form.header = std::move(header);
  form.kind = options.kind;
  return form;
}

Result<TableForm> recognise_table(const std::string& file, std::string_view head,
                                  const TableOptions& options) {
  if (const auto other = other_format(head)) return not_a_table(file, *other);
  const std::vector<std::string_view> lines = sample_lines(head);
  if (std::any_of(lines.begin(), lines.end(), is_annotation))
    return recognise_annotated(file, lines, options);
  std::string separators = "\t;|, ";
  if (const auto declared = declared_separator(lines)) separators = *declared;
  if (options.separator) separators = *options.separator;
  std::optional<Error> first;
  for (const char separator : separators) {
    Recognition recognition(file, split_all(lines, separator), separator, options);
    if (!recognition.is_plausible()) continue;
    Result<TableForm> form = recognition.form();
    if (form || recognition.has_time()) return form;
    if (!first) first = form.error();
  }
  if (first) return *first;
  return not_a_table(file,
                     "not a table of times and values, with columns separated by commas, "
                     "semicolons, tabs, bars or blanks; name another one with --separator");
}

}  // namespace lamplighter
