// SPDX-License-Identifier: Apache-2.0
#include "analysis/optimal_kmeans.h"

#include "core/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace lamplighter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ValueCounts counted(const std::vector<double>& values) {
  std::vector<Sample<Lux>> samples;
  for (const double value : values) samples.push_back({Instant{}, Lux(value)});
  return value_counts(samples);
}

TEST(ValueCounts, CountWholeLuxAlsoBelowZero) {
  const ValueCounts counts = counted({3, -4, 0, 3, -0.0, 3, 88000});
  EXPECT_THAT(counts.values, ElementsAre(-4, 0, 3, 88000));
  EXPECT_THAT(counts.counts, ElementsAre(1, 2, 3, 1));
}

TEST(ValueCounts, SortFractionsAndValuesThatNoIndoorSensorGives) {
  for (const double odd : {0.5, -4097.0, 126976.0, 1e300, -1e300}) {
    const ValueCounts counts = counted({7, odd, 7});
    EXPECT_THAT(counts.values, ElementsAre(std::min(7.0, odd), std::max(7.0, odd))) << odd;
    EXPECT_EQ(counts.count(odd < 7 ? 1 : 0), 2U) << odd;
    EXPECT_EQ(counts.count(odd < 7 ? 0 : 1), 1U) << odd;
  }
}

TEST(ValueCounts, OfDistinctFractionsNeedNoCounts) {
  const ValueCounts counts = counted({2.5, 0.5, 1.5});
  EXPECT_THAT(counts.values, ElementsAre(0.5, 1.5, 2.5));
  EXPECT_THAT(counts.counts, IsEmpty());
  EXPECT_EQ(counts.count(1), 1U);
}

TEST(ValueCounts, OfNothingAreEmpty) { EXPECT_EQ(counted({}).size(), 0U); }

TEST(ValueCounts, EqualAMapOfTheValues) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    const double step = round % 2 == 0 ? 1.0 : 0.25;
    std::map<double, std::uint32_t> expected;
    std::vector<double> values;
    for (std::uint64_t i = rng.below(60); i > 0; --i) {
      values.push_back(step * std::round(rng.uniform(-9, 30)));
      ++expected[values.back()];
    }
    const ValueCounts counts = counted(values);
    ASSERT_EQ(counts.size(), expected.size());
    std::size_t i = 0;
    for (const auto& [value, count] : expected) {
      ASSERT_EQ(counts.values[i], value);
      ASSERT_EQ(counts.count(i++), count);
    }
  }
}

}  // namespace

namespace {

TEST(CompensatedSum, KeepsWhatAPlainSumRoundsOff) {
  CompensatedSum sum;
  double plain = 1e16;
  sum.add(1e16);
  for (int i = 0; i < 1000; ++i) {
    sum.add(1);
    plain += 1;
  }
  sum.add(-1e16);
  EXPECT_EQ(sum.value(), 1000);
  EXPECT_NE(plain - 1e16, 1000) << "the case must be one that a plain sum fails";
}

TEST(CompensatedSum, OfManyTenthsIsGoodToTheLastDigit) {
  CompensatedSum sum;
  for (int i = 0; i < 10'000'000; ++i) sum.add(0.1);
  EXPECT_DOUBLE_EQ(sum.value(), 1e6);
}

}  // namespace

}  // namespace lamplighter
