// SPDX-License-Identifier: Apache-2.0
#include "views/light_picture.h"

#include "core/random.h"
#include "testing/samples.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter::views {
namespace {

using testing::midnight;

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
  double sum = 0;  // the smoothing had begun before the picture does
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

TEST(LightPicture, GapsAreToldFromFourUsualSpacingsOn) {
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
