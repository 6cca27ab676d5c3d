// SPDX-License-Identifier: Apache-2.0
#include "core/series.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Sample<int> sample(int second, int value) { return {Instant(std::chrono::seconds(second)), value}; }

TEST(Series, GivesItsSegmentsInOrder) {
  Series<int> series({sample(0, 1), sample(60, 2), sample(900, 3)}, {0, 2});
  EXPECT_EQ(series.size(), 2U);
  EXPECT_EQ(sample_count(series), 3U);
  std::vector<std::vector<int>> seen;
  for (const Segment<int> segment : series) {
    seen.emplace_back();
    for (const Sample<int>& one : segment) seen.back().push_back(one.value);
  }
  EXPECT_EQ(seen, (std::vector<std::vector<int>>{{1, 2}, {3}}));
  series[1][0].value = 4;
  EXPECT_EQ(std::as_const(series)[1].front().value, 4);
}

TEST(Series, OfNothingHasNoSegment) {
  const Series<int> series({}, {});
  EXPECT_TRUE(series.empty());
  EXPECT_EQ(series.begin(), series.end());
  EXPECT_EQ(series, Series<int>());
}

}  // namespace
}  // namespace lamplighter
