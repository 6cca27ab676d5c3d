// SPDX-License-Identifier: Apache-2.0
#include "observer/day_features.h"

#include <gtest/gtest.h>

#include <numeric>

namespace lamplighter {
namespace {

TEST(DayFeatures, AreAsManyForAnyDayAndAddUpToWhatIsLit) {
  const WatchedDay dark{{}, {{}, {}}};
  const WatchedDay day{{}, {{{60, 90}, {600, 660}}, {{75, 85}}}};
  EXPECT_EQ(event_features(dark).size(), event_features(day).size());
  const std::vector<double> quarters = quarter_hours(day);
  ASSERT_EQ(quarters.size(), 2U * 96U);
  EXPECT_DOUBLE_EQ(std::accumulate(quarters.begin(), quarters.begin() + 96, 0.0) * 15, 90);
  EXPECT_DOUBLE_EQ(quarters[4], 1.0);
  EXPECT_NEAR(quarters[96 + 5], 10.0 / 15, 1e-12);
  const std::vector<double> row = event_features(day);
  EXPECT_EQ(row[1], 0.5) << "half of the second hour";
  EXPECT_EQ(row[24], 2) << "times switched on";
  EXPECT_EQ(row[28], 60) << "first on";
  EXPECT_EQ(row[29], 660) << "last off";
  EXPECT_EQ(row[60], 6) << "switches in all";
  EXPECT_DOUBLE_EQ(row[61] + row[62] + row[63] + row[64] + row[65], 24) << "hours by rooms lit";
  EXPECT_NEAR(row[63], 10.0 / 60, 1e-12) << "both at once";
  EXPECT_NEAR(row[66], 10.0 / 60, 1e-12);
}

}  // namespace
}  // namespace lamplighter
