// SPDX-License-Identifier: Apache-2.0
// Numbers from text, eight digits at a time. A decimal of an integer m < 2^53 and k <= 22 places is
// m / 10^k rounded once, which is the correctly rounded value that strtod gives (Clinger 1990).
#include "csv/number_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <system_error>

namespace lamplighter::csv {
namespace {

constexpr std::uint64_t every_byte(std::uint64_t byte) { return byte * 0x0101010101010101U; }

/// Up to eight digits in front of a text.
struct Digits {
  std::uint64_t value;
  int count;
};

/// Eight bytes with the first one lowest, each less '0'.
std::uint64_t load(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word ^ every_byte('0');
}

/// The number of leading bytes of `word` that are 0 … 9. A carry out of a byte over 9 reaches only
/// the bytes behind it, so the first such byte is always told right.
int leading_digits(std::uint64_t word) {
  const std::uint64_t over_nine = ((word + every_byte(0x76)) | word) & every_byte(0x80);
  return std::countr_zero(over_nine) / 8;  // 64 / 8 where all eight are digits
}

/// Joins neighbours, pairs, then fours: three multiplications for eight digits.
std::uint64_t join_digits(std::uint64_t word) {
  constexpr std::uint64_t low_bytes = 0x000000FF000000FFU;
  word = word * 10 + (word >> 8);
  return ((word & low_bytes) * 0x000F424000000064U +
          ((word >> 16) & low_bytes) * 0x0000271000000001U) >>
         32;
}

Digits take_digits(const char* at) {
  const std::uint64_t word = load(at);
  const int count = leading_digits(word);
  if (count == 0) return {0, 0};
  return {join_digits(word << (64 - 8 * count)) & 0xFFFFFFFFU, count};
}

/// The nearest integer, ties to even, as llrint gives it without a call. Requires: |x| < 2^51.
std::int64_t to_nearest(double x) {
  constexpr double unit = 6755399441055744.0;  // 1.5 * 2^52: a double of this size is an integer
  return std::bit_cast<std::int64_t>(x + unit) - std::bit_cast<std::int64_t>(unit);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<double, 9> power_of_ten{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
constexpr std::array<std::uint64_t, 9> whole_power_of_ten{
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc::invalid_argument || read.ptr != end) return std::nullopt;
  // Too large or too small for a double: strtod knows which.
  if (read.ec == std::errc::result_out_of_range)
    return std::strtod(std::string(text).c_str(), nullptr);
  return value;
}

std::optional<Front> take_decimal(const char* at) {
  const bool negative = *at == '-';
  if (negative) ++at;
  const Digits whole = take_digits(at);
  at += whole.count;
  if (whole.count == 0 || is_digit(*at)) return std::nullopt;
  std::uint64_t digits = whole.value;
  double divisor = 1;
  if (*at == '.') {
    const Digits places = take_digits(at + 1);
    at += 1 + places.count;
    if (places.count == 0 || is_digit(*at)) return std::nullopt;
    const auto count = static_cast<std::size_t>(places.count);
    digits = digits * whole_power_of_ten[count] + places.value;
    divisor = power_of_ten[count];
    if (digits > (std::uint64_t{1} << 53)) return std::nullopt;
  }
  const double value = static_cast<double>(digits) / divisor;
  return Front{negative ? -value : value, at};
}

std::optional<FrontInstant> take_epoch(const char* at) {
  const Digits front = take_digits(at);
  if (front.count != 8 || !is_digit(at[8]) || !is_digit(at[9])) return std::nullopt;
  const auto last_two = static_cast<std::uint64_t>((at[8] - '0') * 10 + (at[9] - '0'));
  const std::uint64_t seconds = front.value * 100 + last_two;
  if (seconds < 1'000'000'000 || !is_in_range(static_cast<double>(seconds))) return std::nullopt;
  const Instant whole{std::chrono::seconds(seconds)};
  at += 10;
  if (*at != '.') return FrontInstant{whole, at};
  const Digits places = take_digits(at + 1);
  at += 1 + places.count;
  if (places.count == 0 || is_digit(*at)) return std::nullopt;
  const auto exact = static_cast<double>(seconds);
  const double fraction =
      static_cast<double>(places.value) / power_of_ten[static_cast<std::size_t>(places.count)];
  // Two roundings give the same as strtod's one: from 2^29 s on, the points where rounding to a
  // double turns are multiples of 2^-24, and a fraction of eight places that is not itself such a
  // point is at least 2^-43 away from it, while the quotient above is off by at most 2^-54.
  const double epoch = exact + fraction;
  if (!is_in_range(epoch)) return std::nullopt;
  return FrontInstant{whole + std::chrono::microseconds(to_nearest((epoch - exact) * 1e6)), at};
}

}  // namespace lamplighter::csv
