// SPDX-License-Identifier: Apache-2.0
#include "csv/row_text.h"

#include "core/random.h"
#include "csv/readings_file.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
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
  // Up to 2106 in rising steps of any size; numbers of every size, most of them small.
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
}  // namespace lamplighter::csv
