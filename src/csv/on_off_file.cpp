// SPDX-License-Identifier: Apache-2.0
#include "csv/on_off_file.h"

#include "csv/daily_file.h"
#include "csv/names.h"
#include "csv/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lamplighter::csv {
namespace {

struct OnOffKind {
  using Event = Change;
  static constexpr std::string_view header = on_off_header;
  static constexpr Reason wrong = Reason::bad_state;
  static std::optional<LampState> parse(std::string_view text) { return parse_lamp_state(text); }
  static LampState value(const Change& change) { return change.state; }
};

}  // namespace

Result<OnOffRows> parse_on_off(const std::string& file, std::string_view text) {
  return RoomRowsReader<OnOffKind>::parse(file, text);
}

Result<OnOffRows> read_on_off(const std::vector<std::string>& files) {
  return RoomRowsReader<OnOffKind>::read(files);
}

namespace {

struct LooksKind {
  using Event = LookChange;
  static constexpr std::string_view header = looks_header;
  static constexpr Reason wrong = Reason::bad_look;
  static std::optional<Look> parse(std::string_view text) { return parse_look(text); }
  static const Look& value(const LookChange& change) { return change.look; }
};

}  // namespace

Result<LookRows> parse_looks(const std::string& file, std::string_view text) {
  return RoomRowsReader<LooksKind>::parse(file, text);
}

Result<LookRows> read_looks(const std::vector<std::string>& files) {
  return RoomRowsReader<LooksKind>::read(files);
}

namespace {

constexpr std::string_view corrections_header = "timestamp,datetime,room,state,until";
constexpr std::string_view taken_back = "detected";
constexpr std::size_t most_bytes = 16 << 20;

std::optional<Correction> correction_of(std::string_view row) {
  const std::size_t comma = row.rfind(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto columns = split_row(row.substr(0, comma));
  if (!columns || !is_good_name(columns->name)) return std::nullopt;
  const auto from = read_time(columns->time);
  const auto until = read_time(row.substr(comma + 1));
  const auto state = parse_lamp_state(columns->value);
  const bool is_state = state || columns->value == taken_back;
  if (!is_state || from.index() != 0 || until.index() != 0) return std::nullopt;
  if (std::get<Instant>(from) >= std::get<Instant>(until)) return std::nullopt;
  return Correction{std::get<Instant>(from), std::get<Instant>(until), RoomName(columns->name),
                    state};
}

/// The columns of an on/off file; the state is `detected` where a correction is undone.
void append_row(std::string& text, const Correction& one) {
  std::string row;
  csv::append_row(row, Change{one.from, one.room, one.state.value_or(LampState::off)});
  row.erase(row.rfind(',') + 1);
  std::string until;
  csv::append_row(until, Change{one.until, one.room, LampState::off});
  text += row;
  text += one.state ? to_string(*one.state) : taken_back;
  text += ',';
  text += until.substr(0, until.find(','));
  text += '\n';
}

}  // namespace

std::string corrections_path(const std::string& store) { return store + "/corrections.csv"; }

Result<CorrectionRows> parse_corrections(const std::string& file, std::string_view text) {
  CorrectionRows rows;
  const std::size_t first = text.find('\n');
  const auto checked = first == std::string_view::npos
                           ? check_torn_header(file, text, corrections_header)
                           : check_header(file, text.substr(0, first), corrections_header);
  if (!checked) return checked.error();
  text.remove_prefix(first == std::string_view::npos ? text.size() : first + 1);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const auto one = end == std::string_view::npos  // torn
                         ? std::nullopt
                         : correction_of(without_carriage_return(text.substr(0, end)));
    if (one) rows.corrections.push_back(*one);
    if (!one) ++rows.flawed;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return rows;
}

Result<CorrectionRows> read_corrections(const std::string& path) {
  Result<LineReader> lines = LineReader::open(path);
  if (!lines) return lines.error();
  std::string text;
  while (text.size() <= most_bytes) {
    const Result<std::string_view> block = lines->next(1);
    if (!block) return block.error();
    text += block->empty() ? lines->tail() : *block;
    if (block->empty()) return parse_corrections(path, text);
  }
  return Error{Fault::bad_input, path + ": larger than 16 MiB; is this a corrections file?"};
}

std::string format_corrections(const std::vector<Correction>& corrections) {
  std::string text = std::string(corrections_header) + "\n";
  for (const Correction& one : corrections) append_row(text, one);
  return text;
}

Result<void> add_correction(const std::string& path, const Correction& correction) {
  std::string row;
  append_row(row, correction);
  return append_rows(path, corrections_header, row);
}

}  // namespace lamplighter::csv
