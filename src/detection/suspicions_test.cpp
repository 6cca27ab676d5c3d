// SPDX-License-Identifier: Apache-2.0
#include "detection/suspicions.h"

#include "detection/test_room.h"
#include "detection/test_sensor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace lamplighter {
namespace {

std::vector<Sample<Lux>> in_unit(double (*made)(double lux)) {
  return testing::remade(lived_in_room().readings(), [made](double lux, double, double, double) {
    return std::round(made(std::max(0.0, lux)));
  });
}

double ldr(double lux) {
  const double resistance = std::pow(std::max(lux, 0.01) / 10, 0.7);
  return 1023 * resistance / (1 + resistance);
}

TEST(LikelyUnit, OfARoomsLuxIsNone) {
  EXPECT_EQ(likely_unit(lived_in_room().readings(), munich), std::nullopt);
  EXPECT_EQ(likely_unit({}, munich), std::nullopt);
}

TEST(LikelyUnit, IsThatOfWhichTheReadingsHaveTheLook) {
  const auto hue =
      in_unit([](double lux) { return lux < 1 ? 0 : 10000 * std::log10(30 * lux) + 1; });
  EXPECT_EQ(likely_unit(hue, munich), "hue-light-level");
  const auto counts = in_unit([](double lux) { return ldr(10 * lux); });
  EXPECT_EQ(likely_unit(counts, munich), "ldr-1023");
  const auto percent = in_unit([](double lux) { return ldr(10 * lux) / 10.23; });
  EXPECT_EQ(likely_unit(percent, munich), "ldr-percent");
  const auto inverted = in_unit([](double lux) { return 1023 - ldr(10 * lux); });
  EXPECT_EQ(likely_unit(inverted, munich), "ldr-1023-inverted");
}

TEST(SuspicionsOf, AnInvertedSensorAreItsUnitAndNotItsSun) {
  const auto sentences =
      suspicions_of(in_unit([](double lux) { return 1023 - ldr(10 * lux); }), munich);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_NE(sentences[0].find("unit = \"ldr-1023-inverted\""), std::string::npos) << sentences[0];
}

TEST(OtherSun, IsNoneWhereTheLightFollowsTheSunOfThePlace) {
  EXPECT_FALSE(other_sun(lived_in_room().readings(), munich));
  EXPECT_FALSE(other_sun({}, munich));
}

TEST(OtherSun, IsSaidForAClockThreeHoursOffAndForAnotherLongitude) {
  auto late = lived_in_room().readings();
  for (Sample<Lux>& sample : late) sample.at += 3h;
  const auto sun = other_sun(late, munich);
  ASSERT_TRUE(sun);
  EXPECT_NEAR(sun->hours_later, 3, 1.5);
  Place west = munich;
  west.longitude = -100;
  const auto other = other_sun(lived_in_room().readings(), west);
  ASSERT_TRUE(other);
  EXPECT_NEAR(other->hours_later, -7.5, 1.5);
  const auto sentences = suspicions_of(late, munich);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_NE(sentences[0].find("check latitude and longitude"), std::string::npos) << sentences[0];
}

TEST(OtherSun, IsThatOfTheOtherHemisphereWhereTheDaysAreAsLong) {
  Place south = munich;
  south.latitude = -munich.latitude;
  TestRoom winter;
  winter.from = *parse_instant("2016-12-20T00:00:00+01:00");
  const auto sun = other_sun(winter.readings(), south);
  ASSERT_TRUE(sun);
  EXPECT_TRUE(sun->other_hemisphere);
}

}  // namespace
}  // namespace lamplighter
