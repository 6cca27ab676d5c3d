// SPDX-License-Identifier: Apache-2.0
#include "csv/row_columns.h"

#include "csv/names.h"
#include "csv/number_text.h"

#include <fmt/format.h>

namespace lamplighter::csv {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::optional<std::string_view> take_column(std::string_view& rest) {
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view column = rest.substr(0, comma);
  rest.remove_prefix(comma + 1);
  return column;
}

std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string name;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      name += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      name += rest[i++];
    } else {
      if (i + 1 == rest.size() || rest[i + 1] != ',') return std::nullopt;
      rest.remove_prefix(i + 2);
      return name;
    }
  }
  return std::nullopt;
}

std::optional<std::string> take_name(std::string_view& rest) {
  if (!rest.empty() && rest.front() == '"') return take_quoted(rest);
  const auto column = take_column(rest);
  if (!column) return std::nullopt;
  return std::string(*column);
}

std::string_view without_mark(std::string_view text) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark)
    text.remove_prefix(byte_order_mark.size());
  return text;
}

}  // namespace

std::optional<Columns> split_row(std::string_view line) {
  const auto time = take_column(line);
  if (!time) return std::nullopt;
  const auto datetime = take_column(line);
  if (!datetime) return std::nullopt;
  auto name = take_name(line);
  if (!name || line.find(',') != std::string_view::npos) return std::nullopt;
  return Columns{*time, *datetime, *std::move(name), line};
}

std::variant<Instant, Reason> read_time(std::string_view text) {
  const auto seconds = parse_number(text);
  if (!seconds) return Reason::time_not_number;
  if (!is_in_range(*seconds)) return Reason::time_out_of_range;
  return from_epoch_seconds(*seconds);
}

std::string_view without_carriage_return(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Result<void> check_header(const std::string& file, std::string_view line, std::string_view wanted) {
  const std::string_view found = without_carriage_return(without_mark(line));
  if (found == wanted) return {};
  return Error{Fault::bad_input, fmt::format("{}:1: expected the header \"{}\", found \"{}\"", file,
                                             wanted, printable(found))};
}

Result<void> check_torn_header(const std::string& file, std::string_view text,
                               std::string_view wanted) {
  const std::string_view found = without_mark(text);
  const bool is_mark = byte_order_mark.substr(0, text.size()) == text;
  if (is_mark || wanted.substr(0, found.size()) == found) return {};
  return check_header(file, text, wanted);
}

}  // namespace lamplighter::csv
