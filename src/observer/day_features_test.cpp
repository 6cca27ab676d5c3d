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

TEST(DayFeatures, AreListedInTheirOrder) {
  const WatchedDay day{{}, {{{60, 90}}, {}, {{75, 85}}}};
  const std::vector<Feature> list = event_feature_list(day.rooms.size());
  const std::vector<double> row = event_features(day);
  ASSERT_EQ(list.size(), row.size());
  EXPECT_EQ(list[30 + 5], (Feature{FeatureKind::hour, 1, 0, 5}));
  EXPECT_EQ(list[24], (Feature{FeatureKind::times_on, 0, 0, 0}));
  EXPECT_EQ(list[26], (Feature{FeatureKind::length, 0, 0, 1}));
  EXPECT_EQ(list[60 + 29], (Feature{FeatureKind::last_off, 2, 0, 0}));
  EXPECT_EQ(list[90], (Feature{FeatureKind::switches, 0, 0, 0}));
  EXPECT_EQ(list[93], (Feature{FeatureKind::rooms_at_once, 0, 0, 2}));
  EXPECT_NEAR(row[93], 10.0 / 60, 1e-12);
  EXPECT_EQ(list[97], (Feature{FeatureKind::together, 0, 2, 0}));
  EXPECT_NEAR(row[97], 10.0 / 60, 1e-12);
  EXPECT_EQ(list.back(), (Feature{FeatureKind::lag_on, 0, 0, 2}));
}

}  // namespace
}  // namespace lamplighter
