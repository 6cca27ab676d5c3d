// SPDX-License-Identifier: Apache-2.0
#include "views/light_picture.h"

#include "analysis/gaps.h"
#include "analysis/path.h"
#include "core/random.h"
#include "testing/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lamplighter::views {
namespace {

using testing::midnight;

/// Days of readings about a minute apart, with gaps, below zero at times.
std::vector<Sample<Lux>> readings(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Sample<Lux>> samples;
  Instant at = midnight;
  for (std::size_t i = 0; i < count; ++i) {
    at += std::chrono::seconds(rng.below(200) == 0 ? 3000 : 55 + rng.below(10));
    samples.push_back({at, Lux(rng.uniform(-4, 600))});
  }
  return samples;
}

TEST(LightSummary, HoursHoldCountMinimumMaximumAndSum) {
  LightSummary summary;
  summary.add(std::vector<Sample<Lux>>{{midnight + 59min, Lux(5)},
                                       {midnight + 60min, Lux(-2)},
                                       {midnight + 119min, Lux(40)},
                                       {midnight + 300min, Lux(7)}});
  const auto hours = summary.hours();
  ASSERT_EQ(hours.size(), 3U);
  const auto first = static_cast<std::int32_t>(midnight.time_since_epoch() / 1h);
  EXPECT_EQ(hours[0], (LightHour{first, 1, 5, 5, 5}));
  EXPECT_EQ(hours[1], (LightHour{first + 1, 2, -2, 40, 38}));
  EXPECT_EQ(hours[2], (LightHour{first + 5, 1, 7, 7, 7}));
}

TEST(LightSummary, SmoothedValuesAreThoseOfTheAncestorsPath) {
  const auto samples = readings(20000, 3);
  LightSummary summary;
  for (std::size_t i = 0; i < samples.size(); i += 1000) {  // in pieces, as from files
    summary.add(std::span(samples).subspan(i, 1000));
  }
  const auto smoothed = smooth(split_at_gaps(samples, default_max_gap), {});
  EXPECT_EQ(summary.value_counts(), value_counts(smoothed.all()));
}

TEST(LightSummary, PiecesInAnyOrderGiveTheSameHours) {
  const auto samples = readings(5000, 4);
  LightSummary in_order;
  in_order.add(samples);
  LightSummary backwards;
  backwards.add(std::span(samples).subspan(3000));
  backwards.add(std::span(samples).subspan(1000, 2000));
  backwards.add(std::span(samples).first(1000));
  ASSERT_EQ(backwards.hours().size(), in_order.hours().size());
  for (std::size_t i = 0; i < in_order.hours().size(); ++i) {
    EXPECT_EQ(backwards.hours()[i].count, in_order.hours()[i].count);
    EXPECT_EQ(backwards.hours()[i].low, in_order.hours()[i].low);
    EXPECT_EQ(backwards.hours()[i].high, in_order.hours()[i].high);
    EXPECT_NEAR(backwards.hours()[i].sum, in_order.hours()[i].sum, 1e-6);
  }
}

TEST(LightSummary, SummariesAddUp) {
  const auto samples = readings(5000, 5);
  LightSummary first;
  first.add(std::span(samples).first(2500));
  LightSummary second;
  second.add(std::span(samples).subspan(2500));
  LightSummary both;
  both.add(first);
  both.add(second);
  std::uint64_t counted = 0;
  for (const LightHour& hour : both.hours()) counted += hour.count;
  EXPECT_EQ(counted, 5000U);
  std::uint64_t smoothed = 0;
  for (const auto& [value, times] : both.smoothed()) smoothed += times;
  EXPECT_EQ(smoothed, 5000U);
}

TEST(LightSummary, WhatNoSensorSaysIsCutAndCounted) {
  LightSummary summary;
  summary.add(std::vector<Sample<Lux>>{{midnight, Lux(1e300)}, {midnight + 1min, Lux(-1e300)}});
  ASSERT_EQ(summary.hours().size(), 1U);
  EXPECT_EQ(summary.hours()[0].high, 1e9F);
  EXPECT_EQ(summary.hours()[0].low, -1e9F);
  EXPECT_EQ(summary.hours()[0].count, 2U);
}

TEST(SummaryBytes, AreReadBackAsTheyWere) {
  LightSummary summary;
  summary.add(readings(5000, 6));
  const auto again = from_bytes(to_bytes(summary, 77), 77);
  ASSERT_TRUE(again);
  EXPECT_TRUE(std::ranges::equal(again->hours(), summary.hours()));
  EXPECT_EQ(again->smoothed(), summary.smoothed());
  EXPECT_TRUE(from_bytes(to_bytes(LightSummary(), 0), 0));
}

TEST(SummaryBytes, OfOtherFilesOrTornOrChangedAreNothing) {
  LightSummary summary;
  summary.add(readings(200, 7));
  const std::string bytes = to_bytes(summary, 77);
  EXPECT_FALSE(from_bytes(bytes, 78));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(from_bytes(std::string_view(bytes).substr(0, size), 77)) << size;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    ASSERT_FALSE(from_bytes(changed, 77)) << i;
  }
}

std::vector<Sample<Lux>> minutes(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Sample<Lux>> samples;
  for (std::size_t i = 0; i < count; ++i) {
    samples.push_back({midnight + i * 1min, Lux(rng.uniform(0, 100))});
  }
  return samples;
}

TEST(LightPicture, FewReadingsAreShownAsTheyAre) {
  const auto samples = minutes(600, 1);
  const auto picture = picture_of(samples, midnight + 60min, midnight + 120min, 100);
  ASSERT_EQ(picture.samples.size(), 60U);
  ASSERT_EQ(picture.smoothed.size(), 60U);
  EXPECT_TRUE(picture.columns.empty());
  EXPECT_EQ(picture.samples.front(), samples[60]);
  double sum = 0;  // smoothing is primed before the picture begins
  for (std::size_t i = 56; i <= 60; ++i) sum += samples[i].value.value();
  EXPECT_EQ(picture.smoothed.front(), std::nearbyint(sum / 5));
}

TEST(LightPicture, ColumnsKeepEveryMinimumAndMaximum) {
  const auto samples = minutes(14400, 2);
  for (const int width : {1, 7, 100, 1200}) {
    const auto picture = picture_of(samples, midnight, midnight + 14400min, width);
    ASSERT_GT(picture.step.count(), 0) << width;
    ASSERT_LE(picture.columns.size(), static_cast<std::size_t>(width) + 1);
    for (const LightColumn& column : picture.columns) {
      const Instant from = picture.from + column.index * picture.step;
      float low = 1e9;
      float high = -1e9;
      for (const auto& sample : samples) {
        if (sample.at < from || sample.at >= from + picture.step) continue;
        low = std::min(low, static_cast<float>(sample.value.value()));
        high = std::max(high, static_cast<float>(sample.value.value()));
      }
      ASSERT_EQ(column.low, low);
      ASSERT_EQ(column.high, high);
      ASSERT_GE(column.mean, low);
      ASSERT_LE(column.mean, high);
    }
  }
}

TEST(LightPicture, ColumnsStandStillWhileTheWindowMoves) {
  const auto samples = minutes(14400, 3);
  const auto one = picture_of(samples, midnight, midnight + 7200min, 100);
  const auto other = picture_of(samples, midnight + 13min, midnight + 7213min, 100);
  ASSERT_EQ(one.step, other.step);
  EXPECT_EQ((other.from - one.from) % one.step, Instant::duration{0});
}

TEST(LightPicture, OfSummariesKeepsMinimaAndMaximaToo) {
  const auto samples = minutes(200 * 1440, 4);
  LightSummary summary;
  summary.add(samples);
  const auto picture = picture_of(summary.hours(), midnight, midnight + 200 * 24h, 100);
  ASSERT_EQ(picture.step, 48h);
  ASSERT_FALSE(picture.columns.empty());
  const auto least = std::ranges::min(picture.columns, {}, &LightColumn::low);
  const auto most = std::ranges::max(picture.columns, {}, &LightColumn::high);
  const auto value = [](const Sample<Lux>& sample) { return sample.value; };
  EXPECT_EQ(least.low, static_cast<float>(std::ranges::min(samples, {}, value).value.value()));
  EXPECT_EQ(most.high, static_cast<float>(std::ranges::max(samples, {}, value).value.value()));
  EXPECT_TRUE(picture.gaps.empty());
}

TEST(LightPicture, GapsAreRecognisedFromFourUsualSpacingsOn) {
  auto samples = minutes(300, 5);
  samples.erase(samples.begin() + 100, samples.begin() + 104);  // five minutes between neighbours
  samples.erase(samples.begin() + 200, samples.begin() + 202);  // three minutes
  const auto picture = picture_of(samples, midnight, midnight + 300min, 1000);
  ASSERT_EQ(picture.gaps.size(), 1U);
  EXPECT_EQ(picture.gaps[0], (LightGap{midnight + 99min, midnight + 104min}));
}

TEST(LightPicture, ASensorThatSpeaksEveryTenMinutesHasNoGaps) {
  std::vector<Sample<Lux>> samples;
  for (int i = 0; i < 100; ++i) samples.push_back({midnight + i * 10min, Lux(3)});
  EXPECT_TRUE(picture_of(samples, midnight, midnight + 1000min, 1000).gaps.empty());
}

TEST(LightPicture, HoursWithoutAReadingAreAGapOfASummary) {
  LightSummary summary;
  summary.add(std::vector<Sample<Lux>>{{midnight, Lux(1)}, {midnight + 50h, Lux(2)}});
  const auto picture = picture_of(summary.hours(), midnight, midnight + 60h, 60);
  ASSERT_EQ(picture.columns.size(), 2U);
  ASSERT_EQ(picture.gaps.size(), 1U);
  EXPECT_EQ(picture.gaps[0], (LightGap{midnight + 1h, midnight + 50h}));
}

TEST(LightPicture, OfNothingIsEmpty) {
  const auto picture = picture_of(std::span<const Sample<Lux>>(), midnight, midnight + 1h, 10);
  EXPECT_TRUE(picture.samples.empty() && picture.columns.empty() && picture.gaps.empty());
  EXPECT_TRUE(
      picture_of(std::span<const LightHour>(), midnight, midnight + 1h, 10).columns.empty());
}

}  // namespace

}  // namespace lamplighter::views
