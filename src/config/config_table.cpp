// SPDX-License-Identifier: Apache-2.0
#include "config/config_table.h"

#include "csv/row_text.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <numeric>
#include <sstream>
#include <utility>

namespace lamplighter::app {

struct ConfigTable::Node {
  std::shared_ptr<const toml::table> root;  // keeps `table` alive
  const toml::table* table;                 // null: absent
  std::string name;                         // "[hue]", empty for the root
  std::string path;
  std::vector<std::string>* problems;
  std::vector<std::string> known;

  const toml::node* find(const std::string& key) {
    known.push_back(key);
    return table == nullptr ? nullptr : table->get(key);
  }

  void complain_at(const toml::node* where, const std::string& what) const {
    const auto line = where == nullptr ? 1U : where->source().begin.line;
    problems->push_back(
        fmt::format("{}:{}: {}{}{}", path, line, name, name.empty() ? "" : " ", what));
  }

  void expected(const toml::node* where, const std::string& key, const std::string& what) const {
    complain_at(where, fmt::format("{}: expected {}", key, what));
  }

  [[nodiscard]] std::unique_ptr<Node> child(const toml::table* inner, std::string label) const {
    return std::make_unique<Node>(Node{root, inner, std::move(label), path, problems, {}});
  }
};

namespace {

std::optional<int> two_digits(std::string_view text, int limit) {
  if (text.size() != 2) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  const int value = (text[0] - '0') * 10 + (text[1] - '0');
  return value < limit ? std::optional(value) : std::nullopt;
}

/// Parses "18:00" or "18:00:30" as the time since midnight of the local clock.
std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  if ((text.size() != 5 && text.size() != 8) || text[2] != ':') return std::nullopt;
  if (text.size() == 8 && text[5] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2), 24);
  const auto minute = two_digits(text.substr(3, 2), 60);
  const auto second = text.size() == 8 ? two_digits(text.substr(6), 60) : std::optional(0);
  if (!hour || !minute || !second) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

/// Parses "06:30-08:30"; "24:00" is the end of the day.
std::optional<ClockSpan> clock_span(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const std::string_view end = text.substr(6);
  const auto from = time_of_day(text.substr(0, 5));
  const auto until = end == "24:00" ? std::chrono::hours(24) : time_of_day(end);
  if (!from || !until || *from == *until) return std::nullopt;
  const auto minute = [](std::chrono::seconds time) { return static_cast<int>(time / 1min); };
  return ClockSpan{minute(*from), minute(*until)};
}

/// The position of missing seconds in a line whose value is a date with a time without seconds.
std::optional<std::size_t> missing_seconds(std::string_view line) {
  constexpr std::string_view form = "0000-00-00T00:00";
  const std::size_t equals = line.find('=');
  const std::size_t start =
      line.find_first_not_of(" \t", equals == line.npos ? equals : equals + 1);
  if (start == line.npos || line.size() - start < form.size()) return std::nullopt;
  if (line.substr(0, equals).find_first_of("\"'#[{") != line.npos) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const char c = line[start + i];
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_between = form[i] == 'T' && (c == 't' || c == ' ');
    if (form[i] == '0' ? !is_digit : c != form[i] && !is_between) return std::nullopt;
  }
  const std::size_t end = start + form.size();
  const bool is_over =
      end == line.size() || std::string_view(" \t\r#Zz+-").find(line[end]) != line.npos;
  return is_over ? std::optional(end) : std::nullopt;
}

/// The text with seconds added to such times: TOML 1.1 allows them to be omitted, the TOML library
/// used here does not.
std::string with_seconds(std::string_view text) {
  std::string whole;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const auto missing = missing_seconds(line);
    const std::size_t split = missing.value_or(line.size());
    whole.append(line.substr(0, split)).append(missing ? ":00" : "").append(line.substr(split));
    text.remove_prefix(line.size());
    if (text.empty()) break;
    whole += '\n';
    text.remove_prefix(1);
  }
  return whole;
}

}  // namespace

ConfigTable::ConfigTable(std::unique_ptr<Node> node) : node_(std::move(node)) {}
ConfigTable::ConfigTable(ConfigTable&&) noexcept = default;
ConfigTable::~ConfigTable() = default;

ConfigTable ConfigTable::parse(std::string_view text, const std::string& path,
                               std::vector<std::string>& problems) {
  std::shared_ptr<const toml::table> root;
  try {
    root = std::make_shared<const toml::table>(toml::parse(with_seconds(text), path));
  } catch (const toml::parse_error& error) {
    problems.push_back(
        fmt::format("{}:{}: not TOML: {}", path, error.source().begin.line, error.description()));
    root = std::make_shared<const toml::table>();
  }
  const toml::table* table = root.get();
  return ConfigTable(std::make_unique<Node>(Node{std::move(root), table, "", path, &problems, {}}));
}

void ConfigTable::text(const std::string& key, std::string& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  if (const auto value = found->value_exact<std::string>()) {
    into = *value;
  } else {
    node_->expected(found, key, "a text in quotes");
  }
}

void ConfigTable::moment(const std::string& key, std::string& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  std::ostringstream written;
  if (const auto value = found->value_exact<std::string>()) {
    written << *value;
  } else if (const auto date = found->value_exact<toml::date>()) {
    written << *date;
  } else if (const auto time = found->value_exact<toml::date_time>()) {
    written << *time;
  } else {
    node_->expected(found, key, "a date as 2026-12-20, or with a time as 2026-12-20T18:00");
    return;
  }
  into = written.str();
}

void ConfigTable::dates(const std::string& key, std::vector<Date>& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  const toml::array* array = found->as_array();
  if (array == nullptr) return node_->expected(found, key, "a list of dates, as [2026-12-25]");
  for (const toml::node& element : *array) {
    std::ostringstream written;
    if (const auto text = element.value_exact<std::string>()) written << *text;
    if (const auto date = element.value_exact<toml::date>()) written << *date;
    if (const Result<Date> date = parse_date(written.str())) {
      into.push_back(*date);
    } else {
      node_->expected(&element, key, "dates, as 2026-12-25");
    }
  }
}

void ConfigTable::texts(const std::string& key, std::vector<std::string>& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  const toml::array* array = found->as_array();
  std::vector<std::string> values;
  if (array != nullptr) {
    for (const toml::node& element : *array) {
      if (const auto value = element.value_exact<std::string>()) values.push_back(*value);
    }
  }
  if (array == nullptr || values.size() != array->size()) {
    node_->expected(found, key, "a list of texts, as [\"Lamp 1\", \"Lamp 2\"]");
    return;
  }
  into = std::move(values);
}

void ConfigTable::text_or_texts(const std::string& key, std::vector<std::string>& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr || !found->is_string()) return texts(key, into);
  into = {*found->value_exact<std::string>()};
}

bool ConfigTable::flag(const std::string& key, bool& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return false;
  const auto value = found->value_exact<bool>();
  if (!value) node_->expected(found, key, "true or false");
  into = value.value_or(into);
  return value.has_value();
}

void ConfigTable::clock_spans(const std::string& key, std::vector<ClockSpan>& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  std::vector<std::string> written;
  const std::size_t problems = node_->problems->size();
  texts(key, written);
  if (node_->problems->size() > problems) return;
  std::vector<ClockSpan> spans;
  for (const std::string& one : written) {
    if (const auto span = clock_span(one)) spans.push_back(*span);
  }
  if (written.empty() || spans.size() != written.size())
    return node_->expected(found, key,
                           "stretches of the day, as [\"06:30-08:30\", \"17:00-23:30\"]");
  into = std::move(spans);
}

void ConfigTable::integer(const std::string& key, int& into, int low, int high) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  const auto value = found->value_exact<std::int64_t>();
  if (value && *value >= low && *value <= high) {
    into = static_cast<int>(*value);
  } else {
    node_->expected(found, key, fmt::format("a whole number from {} to {}", low, high));
  }
}

void ConfigTable::number(const std::string& key, std::optional<double>& into, double low,
                         double high) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  const auto value = found->value<double>();
  if (found->is_number() && value && *value >= low && *value <= high) {
    into = value;
  } else {
    node_->expected(found, key, fmt::format("a number from {} to {}", low, high));
  }
}

void ConfigTable::choice(const std::string& key, const std::vector<std::string>& choices,
                         std::size_t& into) {
  const toml::node* found = node_->find(key);
  if (found == nullptr) return;
  const auto value = found->value_exact<std::string>();
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (value == choices[i]) {
      into = i;
      return;
    }
  }
  node_->expected(found, key, fmt::format("one of \"{}\"", fmt::join(choices, "\", \"")));
}

ConfigTable ConfigTable::table(const std::string& key) {
  const toml::node* found = node_->find(key);
  const toml::table* inner = found == nullptr ? nullptr : found->as_table();
  if (found != nullptr && inner == nullptr)
    node_->expected(found, key, fmt::format("a table, as [{}]", key));
  return ConfigTable(node_->child(inner, fmt::format("[{}]", key)));
}

std::vector<ConfigTable> ConfigTable::tables(const std::string& key) {
  std::vector<ConfigTable> found_tables;
  const toml::node* found = node_->find(key);
  if (found == nullptr) return found_tables;
  const toml::array* array = found->as_array();
  if (array == nullptr || !array->is_homogeneous<toml::table>()) {
    node_->expected(found, key, fmt::format("tables, each under its own [[{}]]", key));
    return found_tables;
  }
  for (const toml::node& element : *array) {
    found_tables.push_back(
        ConfigTable(node_->child(element.as_table(), fmt::format("[[{}]]", key))));
  }
  return found_tables;
}

bool ConfigTable::is_there() const { return node_->table != nullptr; }

void ConfigTable::complain(const std::string& what) { node_->complain_at(node_->table, what); }

void ConfigTable::finish() {
  if (node_->table == nullptr) return;
  for (const auto& [key, value] : *node_->table) {
    const std::string word(key.str());
    if (std::find(node_->known.begin(), node_->known.end(), word) != node_->known.end()) continue;
    const std::string nearest = nearest_word(word, node_->known);
    node_->complain_at(
        &value, nearest.empty() ? fmt::format("{}: unknown key; known are {}", word,
                                              fmt::join(node_->known, ", "))
                                : fmt::format("{}: unknown key; did you mean {}?", word, nearest));
  }
}

namespace {

/// The Levenshtein distance, computed row by row.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  std::string nearest;
  std::size_t fewest = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t edits = edits_between(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

namespace {

/// Adds the time to the first instant of the day, and then corrects for a clock change in between.
Instant at_clock_time(Date day, std::chrono::seconds time, const TimeZone& zone) {
  const LocalTime wanted = LocalDay(day) + time;
  const Instant start = zone.start_of_day(day);
  const Instant guess = start + (wanted - zone.local(start));
  const Instant better = guess + (wanted - zone.local(guess));
  return zone.local(better) == wanted ? better : guess;
}

Result<Instant> any_moment(std::string_view text, const TimeZone& zone, DayEnd alone) {
  if (const Result<Instant> exact = parse_instant(text)) return exact;
  const Result<Date> day = parse_date(text.substr(0, 10));
  const auto wrong = [&] {
    return Error{Fault::bad_input,
                 fmt::format("\"{}\": expected a date as 2026-12-20, or with a time as "
                             "2026-12-20T18:00",
                             text)};
  };
  if (!day) return wrong();
  if (text.size() == 10 && alone == DayEnd::noon) return at_clock_time(*day, 12h, zone);
  if (text.size() == 10)
    return zone.start_of_day(alone == DayEnd::first_instant ? *day : plus_days(*day, 1));
  const auto time = time_of_day(text.substr(11));
  if (!time || (text[10] != 'T' && text[10] != ' ')) return wrong();
  return at_clock_time(*day, *time, zone);
}

}  // namespace

Result<Instant> parse_moment(std::string_view text, const TimeZone& zone, DayEnd alone) {
  const Result<Instant> at = any_moment(text, zone, alone);
  if (!at) return at;
  if (Result<void> possible = check_in_files(*at, text); !possible) return possible.error();
  return at;
}

Result<void> check_in_files(Instant at, std::string_view text) {
  if (csv::is_in_range(to_epoch_seconds(at))) return {};
  return Error{Fault::bad_input,
               fmt::format("\"{}\": expected a time from 1970 to February 2106", text)};
}

}  // namespace lamplighter::app
