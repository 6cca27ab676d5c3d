// SPDX-License-Identifier: Apache-2.0
#include "core/instant.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace lamplighter {
namespace {

/// Takes exactly `digits` decimal digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const Date read = std::chrono::year(*year) / *month / *day;
  if (!read.ok()) return std::nullopt;
  return read;
}

std::optional<std::chrono::microseconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  std::chrono::microseconds micros{0};
  if (take(text, '.')) {
    int scale = 100000;
    bool any = false;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      micros += std::chrono::microseconds(scale * (text.front() - '0'));
      scale /= 10;
      any = true;
    }
    if (!any) return std::nullopt;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
         micros;
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return 0min;
  const bool west = !text.empty() && text.front() == '-';
  if (!west && (text.empty() || text.front() != '+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return west ? -offset : offset;
}

}  // namespace

Instant from_epoch_seconds(double seconds) {
  // The fraction alone is exact; the whole product would first be rounded to a quarter of a
  // microsecond, which can create a false tie.
  const double whole = std::floor(seconds);
  return Instant(std::chrono::seconds(std::llrint(whole)) +
                 std::chrono::microseconds(std::llrint((seconds - whole) * 1e6)));
}

double to_epoch_seconds(Instant at) {
  return static_cast<double>(at.time_since_epoch().count()) / 1e6;
}

std::string to_iso(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const auto time = at - day;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto micros = (time - seconds).count();
  const long long s = seconds.count();
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", to_iso(Date(day)), s / 3600, s / 60 % 60, s % 60);
  if (micros != 0) text += fmt::format(".{:06}", micros);
  return text + "Z";
}

std::string to_iso(Date day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

Result<Date> parse_date(std::string_view text) {
  std::string_view rest = text;
  const auto day = take_date(rest);
  if (!day || !rest.empty()) {
    return Error{Fault::bad_input,
                 fmt::format("date \"{}\": expected a day that exists, as 2016-07-31", text)};
  }
  return *day;
}

Result<Instant> parse_instant(std::string_view text) {
  const Error error{
      Fault::bad_input,
      fmt::format("time \"{}\": expected the form 2016-07-31T19:42:17-07:00 or …Z", text)};
  const auto day = take_date(text);
  if (!day || !take(text, 'T')) return error;
  const auto time = take_time_of_day(text);
  if (!time) return error;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return error;
  return Instant(std::chrono::sys_days(*day)) + *time - *offset;
}

}  // namespace lamplighter
