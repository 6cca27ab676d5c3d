// SPDX-License-Identifier: Apache-2.0
#include "planning/light_settings.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

const RoomName hall("hall");
const RoomName den("den");
const TimeZone berlin = *TimeZone::find("Europe/Berlin");
const Date day = std::chrono::year(2026) / 11 / 29;
const Instant begin = berlin.start_of_day(day);

/// Bright in the morning, dim at night, once in four evenings bright.
RoomLooks seen_in_hall() {
  RoomLooks looks{hall, {}};
  for (int i = 0; i < 40; ++i) {
    looks.seen.push_back({7 * 60 + i % 5, {100, 250}});
    looks.seen.push_back({21 * 60 + i % 5, {i % 4 == 0 ? 100.0 : 20.0, 400}});
  }
  return looks;
}

Plan plan_with(std::vector<Switch> switches) {
  return {day, begin, begin + 24h, {den, hall}, {}, std::move(switches)};
}

Look planned_at(Instant at, std::uint64_t seed) {
  const Plan plan = plan_with({{at, hall, OnOff::on}, {at + 1h, hall, OnOff::off}});
  return with_looks(plan, std::vector{seen_in_hall()}, berlin, Secret::from_seed(seed))
      .switches.front()
      .look;
}

TEST(Looks, AreThoseOfThatTimeOfDay) {
  int dim = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    EXPECT_EQ(planned_at(begin + 7h, seed), (Look{100, 250}));
    dim += planned_at(begin + 21h, seed).brightness == 20 ? 1 : 0;
  }
  EXPECT_NEAR(dim / 400.0, 0.75, 0.07) << "as often as the household dims";
}

TEST(Looks, OfAnHourThatWasNeverLitAreTheNearest) {
  EXPECT_EQ(planned_at(begin + 9h, 1), (Look{100, 250}));
  EXPECT_EQ(planned_at(begin + 1h, 1).mirek, 400) << "over midnight";
}

TEST(Looks, ComeAgainForTheSameSecretAndOnlyWithOn) {
  const Plan plan = plan_with({{begin + 20h, den, OnOff::on},
                               {begin + 20h + 5min, hall, OnOff::on},
                               {begin + 21h, den, OnOff::off},
                               {begin + 22h, hall, OnOff::off}});
  const std::vector looks{seen_in_hall()};
  const Plan dressed = with_looks(plan, looks, berlin, Secret::from_seed(3));
  EXPECT_EQ(dressed, with_looks(plan, looks, berlin, Secret::from_seed(3)));
  EXPECT_EQ(dressed.switches[0].look, Look{}) << "of the den nothing is known";
  EXPECT_NE(dressed.switches[1].look, Look{});
  EXPECT_EQ(dressed.switches[3].look, Look{});
  EXPECT_EQ(look_at(dressed, hall, begin + 21h), dressed.switches[1].look);
  EXPECT_EQ(look_at(dressed, hall, begin + 23h), Look{});
}

}  // namespace
}  // namespace lamplighter
