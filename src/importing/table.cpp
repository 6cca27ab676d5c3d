// SPDX-License-Identifier: Apache-2.0
#include "importing/table.h"

#include "importing/fields.h"
#include "payloads/light_level.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::size_t longest_name = 200;

/// The range of times in rows of the store; no data of a house is older than this.
constexpr Instant first_time = std::chrono::sys_days(std::chrono::year(1990) / 1 / 1);
constexpr Instant last_time = std::chrono::sys_days(std::chrono::year(2106) / 1 / 1);

/// Converts a bridge's light_level, 10000·log10(lux)+1, to lux; 0 is too dark to measure.
double lux_of_level(double level) { return level <= 0 ? 0 : std::pow(10.0, (level - 1) / 10'000); }

}  // namespace

std::string_view to_string(LeftOut why) {
  constexpr std::array<std::string_view, left_out_count> texts{
      "the time cannot be read",
      "the clocks left this hour out",
      "more or fewer columns than the table has",
      "the value is neither a number nor on or off",
      "the unit is not one of light",
      "no light has this level",
      "the value is unknown or unavailable",
      "the header again",
      "a state among numbers",
      "another value for the same time",
      "the name is too long"};
  return texts[static_cast<std::size_t>(why)];
}

std::optional<ForeignKind> kind_of_entity(std::string_view name) {
  for (const std::string_view domain : {"light.", "switch.", "input_boolean.", "binary_sensor."}) {
    if (name.starts_with(domain)) return ForeignKind::on_off;
  }
  if (name.starts_with("sensor.")) return ForeignKind::light;
  return std::nullopt;
}

bool is_person(std::string_view entity) { return entity.starts_with("person."); }

bool add_state(ForeignSeries& series, Instant at, std::string_view state, LampState unavailable) {
  const ForeignValue value = read_foreign_value(state, '.');
  if (series.kind == ForeignKind::light) {
    const auto lux = value.is == ForeignValue::Is::number ? lux_from(value.number) : std::nullopt;
    if (lux) series.light.push_back({at, *lux});
    return lux.has_value();
  }
  LampState to = LampState::unknown;
  if (value.is == ForeignValue::Is::state)
    to = value.state == OnOff::on ? LampState::on : LampState::off;
  if (value.is == ForeignValue::Is::unavailable) to = unavailable;
  series.states.push_back({at, to});
  return true;
}

bool add_entity_state(ForeignSeries& series, std::string_view entity, Instant at,
                      std::string_view state, LampState unavailable) {
  if (!is_person(entity)) return add_state(series, at, state, unavailable);
  series.kind = ForeignKind::on_off;
  const bool is_known = !state.empty() && state != "unknown" && state != "unavailable";
  const LampState elsewhere = is_known ? LampState::off : LampState::unknown;
  series.states.push_back({at, state == "home" ? LampState::on : elsewhere});
  return true;
}

Result<void> TableReader::take(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (auto taken = take_line(lines.substr(0, end)); !taken) return taken;
    ++line_;
    if (end == std::string_view::npos) break;
    lines.remove_prefix(end + 1);
  }
  return {};
}

Result<void> TableReader::take_line(std::string_view line) {
  line = plain_line(line);
  if (is_no_row(line)) {
    // A block of an annotated table begins with annotations and ends with an empty line.
    awaits_header_ = form_.is_annotated;
    return {};
  }
  const std::vector<std::string> fields = split_fields(line, form_.separator);
  if (take_header(fields)) return {};
  ++table_.rows;
  return take_row(fields);
}

bool TableReader::take_header(const std::vector<std::string>& fields) {
  if (form_.is_annotated) {
    const bool is_one = std::exchange(awaits_header_, false) || !has_header_;
    if (!is_one) return false;
    has_header_ = true;
    if (auto next = with_annotated_header(form_, fields, options_)) {
      form_ = *std::move(next);
      return true;
    }
    return false;
  }
  if (form_.header.empty() || fields != form_.header) return false;
  if (std::exchange(has_header_, true)) {
    ++table_.rows;
    leave_out(LeftOut::header_again);
  }
  return true;
}

Result<void> TableReader::take_row(const std::vector<std::string>& fields) {
  if (fields.size() != form_.columns) {
    leave_out(LeftOut::wrong_columns);
    return {};
  }
  const Result<NamedSeries*> named = series_of(fields);
  if (!named) return named.error();
  if (*named == nullptr) return {};
  auto& [name, series] = **named;
  const Instant before = !series.light.empty()    ? series.light.back().at
                         : !series.states.empty() ? series.states.back().at
                                                  : Instant::min();
  const auto at = time_of(fields, before);
  if (!at) return {};
  table_.last = std::max(table_.last.value_or(*at), *at);
  const std::size_t size = series.size();
  if (is_person(name)) {
    add_entity_state(series, name, *at, fields[form_.value], LampState::unknown);
  } else {
    keep(series, *at, fields);
  }
  if (series.size() == size) return {};
  if (*at < before) ++table_.late_rows;
  if (++kept_ <= most_rows) return {};
  return Error{Fault::bad_input,
               fmt::format("{}:{}: more than {} rows; split the file and import the parts", file_,
                           line_, most_rows)};
}

std::string TableReader::name_in(const std::vector<std::string>& fields) const {
  std::string domain;
  std::string entity;
  std::string others;
  for (const std::size_t column : form_.names) {
    const std::string& field = fields[column];
    if (form_.is_annotated && form_.header[column] == "domain") {
      domain = field;
    } else if (form_.is_annotated && form_.header[column] == "entity_id") {
      entity = field;
    } else if (form_.is_annotated && form_.header[column] == "_field" &&
               (field == "value" || field == "state")) {
      continue;  // Home Assistant's values for the state itself
    } else if (!field.empty()) {
      others += (others.empty() ? "" : "/") + field;
    }
  }
  if (entity.empty()) return others;
  return domain.empty() ? entity : domain + "." + entity;
}

Result<TableReader::NamedSeries*> TableReader::series_of(const std::vector<std::string>& fields) {
  const std::string name = name_in(fields);
  if (name.size() > longest_name) {
    leave_out(LeftOut::bad_name);
    return nullptr;
  }
  const auto known = table_.named.find(name);
  if (known != table_.named.end()) return &*known;
  if (table_.named.size() >= most_series) {
    return Error{Fault::bad_input,
                 fmt::format("{}:{}: more than {} sensors and lamps; export fewer of them", file_,
                             line_, most_series)};
  }
  ForeignSeries series;
  const auto by_name = options_.kind ? options_.kind : kind_of_entity(name);
  const bool is_state =
      read_foreign_value(fields[form_.value], form_.decimal).is == ForeignValue::Is::state;
  series.kind =
      by_name ? *by_name : form_.kind.value_or(is_state ? ForeignKind::on_off : ForeignKind::light);
  return &*table_.named.emplace(name, std::move(series)).first;
}

std::optional<Instant> TableReader::time_of(const std::vector<std::string>& fields,
                                            Instant before) {
  std::string text = fields[form_.time];
  if (form_.clock) text += " " + fields[*form_.clock];
  const auto moment = read_moment(text, form_.dates);
  if (!moment || !moment->has_clock) {
    leave_out(LeftOut::bad_time);
    return std::nullopt;
  }
  const auto at = instant_of(*moment, options_.zone, before);
  if (!at) {
    leave_out(options_.zone ? LeftOut::no_such_hour : LeftOut::bad_time);
    return std::nullopt;
  }
  if (*at >= first_time && *at < last_time) return at;
  leave_out(LeftOut::bad_time);
  return std::nullopt;
}

void TableReader::keep(ForeignSeries& series, Instant at, const std::vector<std::string>& fields) {
  using Is = ForeignValue::Is;
  const ForeignValue value = read_foreign_value(fields[form_.value], form_.decimal);
  const bool is_lamp = series.kind == ForeignKind::on_off;
  switch (value.is) {
    case Is::state:
      if (!is_lamp) return leave_out(LeftOut::wrong_kind);
      series.states.push_back({at, value.state == OnOff::on ? LampState::on : LampState::off});
      return;
    case Is::unavailable:
      if (!is_lamp) return leave_out(LeftOut::not_known);
      series.states.push_back({at, options_.unavailable});
      return;
    case Is::not_known:
      if (!is_lamp) return leave_out(LeftOut::not_known);
      series.states.push_back({at, LampState::unknown});
      return;
    case Is::number:
      if (!is_lamp) {
        const bool is_lux = form_.unit && !value.has_unit;
        const auto lux = is_lux ? lux_in(fields[*form_.unit]) : form_.lux;
        if (!lux) return leave_out(LeftOut::other_unit);
        const double in_lux = value.has_unit ? value.number : value.number * *lux;
        return keep_light(series, at, form_.is_hue_level ? lux_of_level(value.number) : in_lux);
      }
      series.states.push_back({at, value.number > 0 ? LampState::on : LampState::off});
      return;
    case Is::other_unit:
      return leave_out(LeftOut::other_unit);
    default:
      return leave_out(LeftOut::bad_value);
  }
}

void TableReader::keep_light(ForeignSeries& series, Instant at, double number) {
  const auto lux = lux_from(number);
  if (!lux) return leave_out(LeftOut::out_of_range);
  series.light.push_back({at, *lux});
}

namespace {

template <typename Value>
void sort_by_time(std::vector<Sample<Value>>& samples) {
  const auto earlier = [](const auto& a, const auto& b) { return a.at < b.at; };
  if (!std::is_sorted(samples.begin(), samples.end(), earlier))
    std::stable_sort(samples.begin(), samples.end(), earlier);
}

/// Keeps one sample per instant, the last one or the first.
template <typename Value>
Doubles leave_one_each(std::vector<Sample<Value>>& samples, bool last_wins) {
  Doubles doubles;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (kept > 0 && samples[kept - 1].at == samples[i].at) {
      ++(samples[kept - 1].value == samples[i].value ? doubles.equal : doubles.different);
      if (last_wins) samples[kept - 1] = samples[i];
      continue;
    }
    samples[kept++] = samples[i];
  }
  samples.erase(samples.begin() + static_cast<std::ptrdiff_t>(kept), samples.end());
  return doubles;
}

}  // namespace

Doubles settle(ForeignSeries& series) {
  sort_by_time(series.light);
  sort_by_time(series.states);
  const Doubles light = leave_one_each(series.light, false);
  const Doubles states = leave_one_each(series.states, true);
  return {light.equal + states.equal, light.different + states.different};
}

Result<ForeignTable> TableReader::finish() && {
  for (auto& [name, series] : table_.named) {
    const std::size_t all = series.light.size();
    const Doubles doubles = settle(series);
    table_.doubles += doubles.equal;
    table_[LeftOut::same_time].rows += doubles.different;
    constexpr std::int64_t few = 20;
    if (all > 0 && doubles.different > few &&
        doubles.different * 5 > static_cast<std::int64_t>(all)) {
      return Error{Fault::bad_input,
                   fmt::format("{}: {} of {} rows have another value for a time that is there "
                               "already: two sensors seem to share a column; export them one by "
                               "one, and import each with its own --room",
                               file_, doubles.different, all)};
    }
  }
  std::erase_if(table_.named, [](const auto& entry) { return entry.second.size() == 0; });
  return std::move(table_);
}

}  // namespace lamplighter
