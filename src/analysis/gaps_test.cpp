// SPDX-License-Identifier: Apache-2.0
#include "analysis/gaps.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Sample<Lux> at(double second) { return {from_epoch_seconds(second), Lux(1)}; }

std::vector<std::size_t> segment_sizes(const Series<Lux>& series) {
  std::vector<std::size_t> sizes;
  for (const Segment<Lux> segment : series) sizes.push_back(segment.size());
  return sizes;
}

TEST(Gaps, GapLongerThanTheLimitStartsANewSegmentAndOneOfTheLimitDoesNot) {
  const Series<Lux> series = split_at_gaps({at(0), at(240), at(480.000001), at(480.000001)}, 240s);
  EXPECT_EQ(segment_sizes(series), (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(gaps(series).size(), 1U);
}

TEST(Gaps, ALoneSampleMakesASegmentOfOne) {
  const Series<Lux> series = split_at_gaps({at(0), at(1000), at(2000)}, 240s);
  EXPECT_EQ(segment_sizes(series), (std::vector<std::size_t>{1, 1, 1}));
  const std::vector<Gap> found = gaps(series);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].after, at(1000).at);
  EXPECT_EQ(found[1].before, at(2000).at);
  EXPECT_EQ(found[1].missing, 15);
}

TEST(Gaps, NothingHasNoSegmentAndOneSampleNoGap) {
  EXPECT_TRUE(split_at_gaps({}, 240s).empty());
  EXPECT_TRUE(gaps(split_at_gaps({}, 240s)).empty());
  EXPECT_TRUE(gaps(split_at_gaps({at(5)}, 240s)).empty());
}

TEST(Gaps, TheMissingReadingsAreCountedAsTheRuleSays) {
  for (const double seconds : {1.0, 60.0, 120.0, 120.5, 180.0, 240.000001, 248.984, 299.9, 300.0,
                               300.1, 962.433, 4989.06, 1320373.171}) {
    std::int64_t expected = 0;
    while (seconds - 60.0 * static_cast<double>(expected + 1) > 60.0) ++expected;
    EXPECT_EQ(missing_minutes(at(0).at, at(seconds).at), expected) << seconds;
  }
  EXPECT_EQ(missing_minutes(at(0).at, at(248.984).at), 3);
}

}  // namespace
}  // namespace lamplighter
