// SPDX-License-Identifier: Apache-2.0
#include "node/sampler.h"

#include "model/tsl2591_model.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter::node {
namespace {

/// Polls every `step_ms` for `length_ms` and gives back when outcomes came, as time since the
/// start.
std::vector<std::uint32_t> outcomes(Sampler& sampler, node_model::Tsl2591Model& model,
                                    std::uint32_t start, std::uint32_t length_ms,
                                    std::uint32_t step_ms) {
  std::vector<std::uint32_t> times;
  for (std::uint32_t passed = 0; passed < length_ms; passed += step_ms) {
    if (sampler.poll(start + passed)) times.push_back(sampler.taken_ms() - start);
    model.pass(step_ms);
  }
  return times;
}

TEST(Sampler, MeasuresOnceAMinuteWithoutDrift) {
  node_model::Tsl2591Model model;
  model.shine(20);
  Sampler sampler(model, 60'000);
  const auto times = outcomes(sampler, model, 1234, 24 * 3'600'000, 10);
  ASSERT_EQ(times.size(), 24U * 60U);
  for (std::size_t i = 1; i < times.size(); ++i) {
    ASSERT_NEAR(times[i], static_cast<double>(i) * 60'000, 1'400) << i;
  }
}

TEST(Sampler, DoesNotMissABeatAtTheCountersWrap) {
  node_model::Tsl2591Model model;
  model.shine(20);
  Sampler sampler(model, 60'000);
  const std::uint32_t start = 0U - 600'000;  // ten minutes before 2^32
  const auto times = outcomes(sampler, model, start, 1'200'000, 10);
  ASSERT_EQ(times.size(), 20U);
  for (std::size_t i = 1; i < times.size(); ++i)
    ASSERT_NEAR(times[i], static_cast<double>(i) * 60'000, 1'400);
}

TEST(Sampler, FailedMeasurementsAreOutcomesTooAndKeepThePace) {
  node_model::Tsl2591Model model;
  model.fail_transfers(0, 1'000'000);
  Sampler sampler(model, 60'000);
  const auto times = outcomes(sampler, model, 0, 600'000, 10);
  EXPECT_EQ(times.size(), 10U);
  EXPECT_EQ(sampler.measurement().outcome, Outcome::no_answer);
}

TEST(Sampler, MissedTimesAreNotMadeUpFor) {
  node_model::Tsl2591Model model;
  Sampler sampler(model, 60'000);
  EXPECT_EQ(outcomes(sampler, model, 0, 60'000, 10).size(), 1U);
  EXPECT_EQ(outcomes(sampler, model, 600'000, 59'000, 10).size(), 1U);  // ten minutes later
}

TEST(Sampler, SaysWhenItNextNeedsAttention) {
  node_model::Tsl2591Model model;
  model.shine(20'000);
  Sampler sampler(model, 60'000);
  EXPECT_FALSE(sampler.poll(500));
  EXPECT_EQ(sampler.wake_ms(), 600U);  // the end of a conversion
  model.pass(101);
  EXPECT_FALSE(sampler.poll(601));  // saturated: once more in the lowest range
  model.pass(101);
  EXPECT_TRUE(sampler.poll(702));
  EXPECT_EQ(sampler.wake_ms(), 60'500U);
}

}  // namespace
}  // namespace lamplighter::node
