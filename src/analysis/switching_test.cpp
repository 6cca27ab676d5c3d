// SPDX-License-Identifier: Apache-2.0
#include "analysis/switching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lamplighter {
namespace {

constexpr OnOff on = OnOff::on;
constexpr OnOff off = OnOff::off;

Series<Lux> series_of(const std::vector<double>& values, std::vector<std::size_t> begins) {
  std::vector<Sample<Lux>> samples;
  for (const double value : values)
    samples.push_back({Instant(std::chrono::minutes(samples.size())), Lux(value)});
  return {std::move(samples), std::move(begins)};
}

TEST(Switching, AValueOnTheCutIsOn) {
  const auto runs = switching(series_of({29.9, 30, 30.1, 5}, {0}), 30.0);
  EXPECT_EQ(runs, (std::vector<RunLengths>{{{off, 1}, {on, 2}, {off, 1}}}));
  EXPECT_EQ(on_samples(runs), 2);
}

TEST(Switching, ARunEndsAtAGap) {
  const auto runs = switching(series_of({40, 40, 40, 1, 40}, {0, 2}), 30.0);
  EXPECT_EQ(runs, (std::vector<RunLengths>{{{on, 2}}, {{on, 1}, {off, 1}, {on, 1}}}));
  EXPECT_EQ(on_samples(runs), 4);
}

TEST(Switching, TheOnLevelChoosesTheCut) {
  const Levels levels{{1.0, 50.0, 200.0, 450.0}, {1, 1, 1, 1}, {30, 135, 344}, 0};
  EXPECT_EQ(on_from(levels, 1), 30);
  EXPECT_EQ(on_from(levels, 2), 135);
  EXPECT_EQ(on_from(levels, 3), 344);
  EXPECT_EQ(on_from(levels, 4), std::nullopt);
}

TEST(Switching, WithoutTheLevelNothingIsOn) {
  const auto runs = switching(series_of({1e300, 0}, {0}), std::nullopt);
  EXPECT_EQ(runs, (std::vector<RunLengths>{{{off, 2}}}));
  EXPECT_EQ(on_samples(runs), 0);
}

}  // namespace
}  // namespace lamplighter
