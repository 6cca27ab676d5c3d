// SPDX-License-Identifier: Apache-2.0
#include "csv/number_text.h"

#include "core/instant.h"
#include "core/random.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace lamplighter::csv {
namespace {

/// The twin: the C library on the same text.
double by_strtod(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// How many texts to try; LAMPLIGHTER_THOROUGH=1 takes millions of each kind.
int rounds(int usual) {
  return std::getenv("LAMPLIGHTER_THOROUGH") == nullptr ? usual : usual * 50;
}

/// Readable bytes behind the text, as inside a block of rows.
std::string padded(const std::string& text) { return text + "," + std::string(lookahead, '7'); }

std::string digits(Rng& rng, std::uint64_t count) {
  std::string text;
  for (std::uint64_t i = 0; i < count; ++i) text += static_cast<char>('0' + rng.below(10));
  return text;
}

TEST(NumberText, ReadsWhatStrtodReads) {
  for (const char* text : {"0", "-0", "190.7808", "-3.5", "1e3", "1E-3", "12.", ".5", "4.9e-324",
                           "1e-400", "1.7976931348623157e308", "0.1", "9007199254740993",
                           "123456789012345678901234567890.5", "1e22", "1e23", "00012.5"}) {
    const auto value = parse_number(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*value), std::bit_cast<std::uint64_t>(by_strtod(text)))
        << text;
  }
}

TEST(NumberText, TooLargeIsAnInfinityAndNanIsNan) {
  EXPECT_EQ(parse_number("1e400"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("-1e400"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("inf"), std::numeric_limits<double>::infinity());
  for (const char* text : {"nan", "NaN", "-nan"}) EXPECT_TRUE(std::isnan(*parse_number(text)));
}

TEST(NumberText, RefusesTextThatIsNoNumberAsAWhole) {
  for (const char* text : {"", " 1", "1 ", "+1", "12,5", "0x10", "1e", "--1", "1.2.3", "one", "-",
                           ".", "1\r", "1e+", "nanx"}) {
    EXPECT_FALSE(parse_number(text)) << '"' << text << '"';
  }
  EXPECT_FALSE(parse_number(std::string_view("1\0", 2)));
}

TEST(NumberText, PlainDecimalsEqualStrtodToTheLastBit) {
  Rng rng(1);
  int read = 0;
  for (int i = 0; i < rounds(100'000); ++i) {
    std::string text = rng.below(4) == 0 ? "-" : "";
    text += digits(rng, 1 + rng.below(9));
    if (rng.below(5) != 0) text += "." + digits(rng, 1 + rng.below(9));
    const std::string row = padded(text);
    const auto front = take_decimal(row.data());
    if (!front) continue;
    ++read;
    ASSERT_EQ(front->end, row.data() + text.size()) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(front->value),
              std::bit_cast<std::uint64_t>(by_strtod(text)))
        << text;
  }
  EXPECT_GT(read, rounds(75'000));  // the usual form must indeed be read
}

TEST(NumberText, EpochsEqualTheTwinOverAllOfTheirRange) {
  Rng rng(2);
  int read = 0;
  for (int i = 0; i < rounds(100'000); ++i) {
    std::string text = std::to_string(1'000'000'000 + rng.below(3'294'967'296));
    if (rng.below(20) != 0) text += "." + digits(rng, 1 + rng.below(9));
    const std::string row = padded(text);
    const auto front = take_epoch(row.data());
    if (!front) continue;
    ++read;
    ASSERT_EQ(front->end, row.data() + text.size()) << text;
    ASSERT_EQ(front->at, from_epoch_seconds(by_strtod(text))) << text;
  }
  EXPECT_GT(read, rounds(80'000));
}

// Where one more digit decides the last bit: texts on both sides of the middle between two doubles.
TEST(NumberText, EpochsNearTheMiddleOfTwoDoublesEqualTheTwin) {
  Rng rng(3);
  for (int i = 0; i < rounds(20'000); ++i) {
    const auto seconds = static_cast<double>(1'000'000'000 + rng.below(3'294'967'296));
    const double below = seconds + rng.uniform();
    const double above = std::nextafter(below, 1e11);
    const double middle = (below - seconds) + (above - below) / 2;  // exact: small parts
    for (int places = 6; places <= 8; ++places) {
      const double scale = std::pow(10, places);
      for (const double step : {-1.0, 0.0, 1.0}) {
        const double fraction = std::floor(middle * scale) + step;
        if (fraction < 0 || fraction >= scale) continue;
        const std::string text = fmt::format("{:.0f}.{:0{}.0f}", seconds, fraction, places);
        const auto front = take_epoch(padded(text).data());
        ASSERT_TRUE(front) << text;
        ASSERT_EQ(front->at, from_epoch_seconds(by_strtod(text))) << text;
      }
    }
  }
}

TEST(NumberText, ATimeThatRoundsUpToTheEndOfTheRangeIsOutside) {
  EXPECT_TRUE(is_in_range(by_strtod("4294967295.999999")));
  EXPECT_TRUE(take_epoch(padded("4294967295.999999").data()));
  EXPECT_FALSE(is_in_range(by_strtod("4294967295.9999993")));
  EXPECT_FALSE(take_epoch(padded("4294967295.9999993").data()));
}

TEST(NumberText, ShortFormsThatAreNotPlainAreLeftToTheOtherReader) {
  for (const char* text : {"", "-", "x", ".5", "5.", "123456789", "1.123456789", "-.5", "+1"})
    EXPECT_FALSE(take_decimal(padded(text).data())) << text;
  for (const char* text :
       {"", "146743103", "0467431030.5", "1467431030.", "1467431030.123456789", "-467431030.5",
        "14674310x0.5", "1.467e9", "4294967296", "4294967295.99999999"}) {
    EXPECT_FALSE(take_epoch(padded(text).data())) << text;
  }
}

}  // namespace
}  // namespace lamplighter::csv
