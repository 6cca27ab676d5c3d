// SPDX-License-Identifier: Apache-2.0
#include "csv/row_text.h"

#include "core/instant.h"
#include "core/random.h"
#include "csv/readings_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>

namespace lamplighter::csv {
namespace {

TEST(RowText, WritesEpochIsoNameAndTheShortestNumber) {
  std::string text;
  append_row(text,
             Reading{SensorId("front-room"), from_epoch_seconds(1467431030.824865), Lux(190.7808)});
  append_row(text, Reading{SensorId("a,\"b\""), from_epoch_seconds(1467431030.5), Lux(-3.5)});
  append_row(text, Reading{SensorId("1"), from_epoch_seconds(0), Lux(40)});
  append_row(text, Change{from_epoch_seconds(1467431030), RoomName("front"), LampState::unknown});
  EXPECT_EQ(text,
            "1467431030.824865,2016-07-02T03:43:50.824865Z,front-room,190.7808\n"
            "1467431030.5,2016-07-02T03:43:50.500000Z,\"a,\"\"b\"\"\",-3.5\n"
            "0,1970-01-01T00:00:00Z,1,40\n"
            "1467431030,2016-07-02T03:43:50Z,front,unknown\n");
}

TEST(RowText, WritesNoExponentForAnyLight) {
  const std::pair<double, std::string> cases[]{{100000, "100000"},
                                               {-1000, "-1000"},
                                               {1e6, "1000000"},
                                               {0.00001, "0.00001"},
                                               {0.00012345, "0.00012345"},
                                               {-0.0, "-0"},
                                               {0.1, "0.1"},
                                               {1e-6, "0.000001"},
                                               {1.0 / 3, "0.3333333333333333"},
                                               {1.2345678901234567e-6, "0.0000012345678901234567"},
                                               {9e-7, "9e-07"},
                                               {1e15, "1e+15"}};
  for (const auto& [value, expected] : cases) {
    std::string text;
    append_row(text, Reading{SensorId("s"), from_epoch_seconds(0), Lux(value)});
    EXPECT_EQ(text, "0,1970-01-01T00:00:00Z,s," + expected + "\n");
  }
}

TEST(RowText, EveryReadingComesBackToTheBitAndTheMicrosecond) {
  Rng rng(5);
  std::vector<Sample<Lux>> samples;
  // Up to 2106 in increasing steps; numbers of all magnitudes, most of them small.
  const auto step = static_cast<std::uint64_t>(4294967296e6 / 50'000) * 2;
  std::int64_t micros = 0;
  while (micros < 4294967000'000000) {
    const double any = std::bit_cast<double>(rng.bits());
    const double value = rng.below(3) == 0 && std::isfinite(any) ? any : rng.normal() * 100;
    samples.push_back({Instant(std::chrono::microseconds(micros)), Lux(value)});
    micros += 1 + static_cast<std::int64_t>(rng.below(step));
  }
  ASSERT_GT(samples.size(), 40'000U);
  const auto sensors = parse_readings("f.csv", format_readings(SensorId("front"), samples));
  ASSERT_TRUE(sensors) << sensors.error().message;
  ASSERT_EQ(sensors->size(), 1U);
  EXPECT_EQ(sensors->front().report.rejected_rows(), 0);
  ASSERT_EQ(sensors->front().samples.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i)
    ASSERT_EQ(sensors->front().samples[i], samples[i]) << to_iso(samples[i].at);
}

}  // namespace

namespace {

/// Reference: the C library on the same text.
double by_strtod(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// How many texts to try; LAMPLIGHTER_THOROUGH=1 tries millions of each kind.
int rounds(int usual) {
  return std::getenv("LAMPLIGHTER_THOROUGH") == nullptr ? usual : usual * 50;
}

/// With readable bytes after the text, as within a block of rows.
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
  EXPECT_GT(read, rounds(75'000));  // the usual form must actually be parsed
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

// Where one more digit decides the last bit: texts on both sides of the midpoint of two doubles.
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
