// SPDX-License-Identifier: Apache-2.0
#include "importing/moment.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace lamplighter {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes pieces off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  bool skip(char c) {
    if (front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (skip(' ')) {
    }
  }
  /// Skips a word in any case; `word` is in upper case.
  bool skip_word(std::string_view word) {
    if (rest_.size() < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char c = rest_[i];
      if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != word[i]) return false;
    }
    rest_.remove_prefix(word.size());
    return true;
  }
  /// A number of `least` to `most` digits (at most 18); sets `digits` to its length.
  std::optional<std::int64_t> number(std::size_t least, std::size_t most) {
    std::int64_t value = 0;
    digits = 0;
    while (digits < rest_.size() && is_digit(rest_[digits])) {
      if (++digits > most) return std::nullopt;
      value = value * 10 + (rest_[digits - 1] - '0');
    }
    if (digits < least) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }
  std::size_t digits = 0;

 private:
  std::string_view rest_;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The digits after a decimal point as microseconds; finer digits are dropped.
std::chrono::microseconds take_fraction(Scanner& text) {
  std::int64_t micros = 0;
  std::int64_t unit = 100'000;
  while (is_digit(text.front())) {
    micros += unit * (text.front() - '0');
    unit /= 10;
    text.skip(text.front());
  }
  return std::chrono::microseconds(micros);
}

constexpr std::int64_t first_epoch = 631'152'000;   // 1990
constexpr std::int64_t last_epoch = 4'294'967'295;  // 2106, the last time that a row can hold

bool is_in_years(std::int64_t seconds) { return seconds >= first_epoch && seconds <= last_epoch; }

/// A count since 1970, in the unit that makes it a plausible time.
std::optional<Moment> read_epoch(std::string_view text) {
  Scanner scan(text);
  scan.skip('+');
  const auto count = scan.number(9, 19 - 1);
  // Nanoseconds have 19 digits; the last ones do not matter.
  if (!count && scan.digits == 19 && text.size() == 19) return read_epoch(text.substr(0, 16));
  if (!count) return std::nullopt;
  std::chrono::microseconds fraction{0};
  if (scan.skip('.') || scan.skip(',')) fraction = take_fraction(scan);
  if (!scan.at_end()) return std::nullopt;
  using Micros = std::chrono::microseconds;
  std::optional<Micros> since;
  if (is_in_years(*count)) since = Micros(*count * 1'000'000) + fraction;
  if (is_in_years(*count / 1'000)) since = Micros(*count * 1'000) + fraction / 1'000;
  if (is_in_years(*count / 1'000'000)) since = Micros(*count);
  if (!since) return std::nullopt;
  return Moment{LocalTime(*since), true, true};
}

struct RawDate {
  std::int64_t first;
  std::int64_t second;
  std::int64_t third;
  bool year_first;
  char separator;
};

/// Three numbers with one separator between them.
std::optional<RawDate> take_date(Scanner& scan) {
  const auto first = scan.number(1, 4);
  if (!first) return std::nullopt;
  const bool year_first = scan.digits == 4;
  if (!year_first && scan.digits > 2) return std::nullopt;
  const char separator = scan.front();
  if (separator != '-' && separator != '/' && separator != '.') return std::nullopt;
  scan.skip(separator);
  const auto second = scan.number(1, 2);
  if (!second || !scan.skip(separator)) return std::nullopt;
  const auto third = scan.number(1, 4);
  if (!third || (year_first ? scan.digits > 2 : scan.digits != 2 && scan.digits != 4))
    return std::nullopt;
  return RawDate{*first, *second, *third, year_first, separator};
}

DateOrder only_order(const RawDate& date) {
  if (date.separator == '.' || date.first > 12) return DateOrder::day_first;
  return date.second > 12 ? DateOrder::month_first : DateOrder::unknown;
}

std::optional<std::chrono::local_days> day_of(std::int64_t year, std::int64_t month,
                                              std::int64_t day) {
  if (year < 100) year += 2000;
  if (year < 1971 || year > 2105) return std::nullopt;
  const Date date(std::chrono::year(static_cast<int>(year)),
                  std::chrono::month(static_cast<unsigned>(month)),
                  std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::local_days(date);
}

std::optional<std::chrono::local_days> day_of(const RawDate& date, DateOrder order) {
  if (date.year_first) return day_of(date.first, date.second, date.third);
  if (order == DateOrder::unknown) order = only_order(date);
  if (order == DateOrder::unknown) return std::nullopt;
  return order == DateOrder::day_first ? day_of(date.third, date.second, date.first)
                                       : day_of(date.third, date.first, date.second);
}

/// Converts the hour of a 12-hour clock, using the AM or PM that follows.
std::optional<std::int64_t> hour_of_day(Scanner& scan, std::int64_t hour) {
  Scanner ahead = scan;
  ahead.skip_blanks();
  const bool is_pm = ahead.skip_word("PM") || ahead.skip_word("P.M.");
  if (!is_pm && !ahead.skip_word("AM") && !ahead.skip_word("A.M.")) return hour;
  if (hour < 1 || hour > 12) return std::nullopt;
  scan = ahead;
  return hour % 12 + (is_pm ? 12 : 0);
}

std::optional<std::chrono::microseconds> take_clock(Scanner& scan) {
  const auto hour = scan.number(1, 2);
  if (!hour || !scan.skip(':')) return std::nullopt;
  const auto minute = scan.number(2, 2);
  std::int64_t second = 0;
  std::chrono::microseconds fraction{0};
  if (scan.skip(':')) {
    const auto given = scan.number(2, 2);
    if (!given) return std::nullopt;
    second = *given;
    if (is_digit(scan.rest().size() > 1 ? scan.rest()[1] : ' ') &&
        (scan.skip('.') || scan.skip(','))) {
      fraction = take_fraction(scan);
    }
  }
  const auto of_day = hour_of_day(scan, *hour);
  if (!minute || !of_day || *of_day > 23 || *minute > 59 || second > 60) return std::nullopt;
  return std::chrono::hours(*of_day) + std::chrono::minutes(*minute) +
         std::chrono::seconds(std::min<std::int64_t>(second, 59)) + fraction;
}

/// Z, UTC, GMT, +01, +0100 or +01:00: how far local time is ahead of UTC. Empty for other text.
std::optional<std::chrono::minutes> take_offset(Scanner& scan) {
  if (scan.skip_word("UTC") || scan.skip_word("GMT") || scan.skip_word("Z")) {
    if (scan.at_end()) return std::chrono::minutes(0);
  }
  const bool west = scan.front() == '-';
  if (!scan.skip('+') && !scan.skip('-')) return std::nullopt;
  const auto hours = scan.number(2, 2);
  if (!hours) {
    if (scan.digits <= 2) return std::nullopt;
    const auto both = scan.number(4, 4);
    if (!both || *both / 100 > 18 || *both % 100 > 59) return std::nullopt;
    const std::chrono::minutes ahead(*both / 100 * 60 + *both % 100);
    return west ? -ahead : ahead;
  }
  std::int64_t minutes = 0;
  if (scan.skip(':')) {
    const auto given = scan.number(2, 2);
    if (!given) return std::nullopt;
    minutes = *given;
  }
  if (*hours > 18 || minutes > 59) return std::nullopt;
  const std::chrono::minutes ahead(*hours * 60 + minutes);
  return west ? -ahead : ahead;
}

/// 20261130170211, or 20261130 alone.
std::optional<Moment> read_compact(std::string_view text) {
  if ((text.size() != 14 && text.size() != 8) || !std::all_of(text.begin(), text.end(), is_digit))
    return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t size) {
    return *Scanner(text.substr(from, size)).number(1, 4);
  };
  const auto day = day_of(part(0, 4), part(4, 2), part(6, 2));
  if (!day) return std::nullopt;
  if (text.size() == 8) return Moment{LocalTime(*day), false, false};
  if (part(8, 2) > 23 || part(10, 2) > 59 || part(12, 2) > 59) return std::nullopt;
  return Moment{LocalTime(*day) + std::chrono::hours(part(8, 2)) +
                    std::chrono::minutes(part(10, 2)) + std::chrono::seconds(part(12, 2)),
                false, true};
}

}  // namespace

std::optional<Moment> read_moment(std::string_view text, DateOrder order) {
  text = trimmed(text);
  if (text.size() > 64) return std::nullopt;
  if (const auto epoch = read_epoch(text)) return epoch;
  if (const auto compact = read_compact(text)) return compact;
  Scanner scan(text);
  const auto date = take_date(scan);
  const auto day = date ? day_of(*date, order) : std::nullopt;
  if (!day) return std::nullopt;
  Moment moment{LocalTime(*day), false, false};
  if (scan.at_end()) return moment;
  scan.skip(',');
  if (!scan.skip('T') && !scan.skip('t') && scan.front() != ' ') return std::nullopt;
  scan.skip_blanks();
  const auto clock = take_clock(scan);
  if (!clock) return std::nullopt;
  moment.shown += *clock;
  moment.has_clock = true;
  scan.skip_blanks();
  if (scan.at_end()) return moment;
  const auto offset = take_offset(scan);
  if (!offset || !scan.at_end()) return std::nullopt;
  moment.shown -= *offset;
  moment.is_utc = true;
  return moment;
}

std::optional<DateOrder> order_of_date(std::string_view text) {
  Scanner scan(trimmed(text));
  const auto date = take_date(scan);
  if (!date || date->year_first) return std::nullopt;
  return only_order(*date);
}

bool is_clock(std::string_view text) {
  Scanner scan(trimmed(text));
  return take_clock(scan).has_value() && scan.at_end();
}

std::optional<Instant> instant_of(const Moment& moment, const std::optional<TimeZone>& zone,
                                  Instant before) {
  if (moment.is_utc) return Instant(moment.shown.time_since_epoch());
  if (!zone) return std::nullopt;
  const TimeZone::Instants both = zone->instants_of(moment.shown);
  return both.second && *both.first < before ? both.second : both.first;
}

}  // namespace lamplighter
