// SPDX-License-Identifier: Apache-2.0
#include "learning/detected_month.h"

#include "csv/names.h"
#include "csv/on_off_file.h"
#include "files/replace_file.h"
#include "system/text_file.h"

#include <fmt/format.h>

#include <charconv>

namespace lamplighter::app {
namespace {

constexpr std::string_view title = "lamplighter-detected 2 ";

std::string path_of(const std::string& store, const RoomName& room, Month month) {
  return fmt::format("{}/detected/{}/{:04}-{:02}.detected", store, csv::stem_of_name(room.text()),
                     month.first, month.second);
}

/// A number and the blank or line end behind it.
template <typename Number>
bool take_number(std::string_view& text, Number& number, char end) {
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || rest == text.data() + text.size() || *rest != end) return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
  return true;
}

}  // namespace

Instant begin_of(Month month) {
  return std::chrono::sys_days(
      Date(std::chrono::year(month.first), std::chrono::month(month.second), std::chrono::day(1)));
}

Instant end_of(Month month) { return begin_of(plus_months(month, 1)); }

Month month_of(Instant at) {
  const Date day(std::chrono::floor<std::chrono::days>(at));
  return {static_cast<int>(day.year()), static_cast<unsigned>(day.month())};
}

Month plus_months(Month month, int months) {
  const std::chrono::year_month moved =
      std::chrono::year_month(std::chrono::year(month.first), std::chrono::month(month.second)) +
      std::chrono::months(months);
  return {static_cast<int>(moved.year()), static_cast<unsigned>(moved.month())};
}

std::optional<DetectedMonth> read_detected(const std::string& store, const RoomName& room,
                                           Month month) {
  constexpr std::size_t most = std::size_t{16} << 20;
  const std::string path = path_of(store, room, month);
  const Result<std::string> kept = read_text_file(path, most);
  if (!kept || !kept->starts_with(title)) return std::nullopt;
  std::string_view text = std::string_view(*kept).substr(title.size());
  DetectedMonth detected;
  std::int64_t seen_until = 0;
  std::size_t rows = 0;
  const bool begins_well = take_number(text, detected.stamp, ' ') &&
                           take_number(text, seen_until, ' ') && take_number(text, rows, '\n');
  if (!begins_well) return std::nullopt;
  Result<csv::OnOffRows> read = csv::parse_on_off(path, text);
  if (!read || read->changes.size() != rows) return std::nullopt;
  detected.seen_until = Instant(std::chrono::microseconds(seen_until));
  detected.changes = std::move(read->changes);
  return detected;
}

void keep_detected(const std::string& store, const RoomName& room, Month month,
                   const DetectedMonth& detected) {
  files::write_cache(path_of(store, room, month),
                     fmt::format("{}{} {} {}\n{}", title, detected.stamp,
                                 detected.seen_until.time_since_epoch().count(),
                                 detected.changes.size(), csv::format_on_off(detected.changes)));
}

}  // namespace lamplighter::app
