// SPDX-License-Identifier: Apache-2.0
#include "detection/forward_filter.h"

#include "detection/changes.h"
#include "detection/learning.h"
#include "detection/sky.h"
#include "detection/test_room.h"
#include "testing/plain_detector.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

namespace lamplighter {
namespace {

struct Prepared {
  Light light;
  LampModel model;
};

Prepared prepare(std::vector<Sample<Lux>> samples) {
  Light light = prepare_light(std::move(samples), munich);
  const LightNoise noise = measure_noise(light);
  measure_changes(light, noise);
  LampModel model = first_model(light, noise);
  return {std::move(light), std::move(model)};
}

/// Calls `visit` with every path of `length` out of `states` states.
void each_path(std::size_t states, std::size_t length,
               const std::function<void(const std::vector<std::size_t>&)>& visit) {
  std::vector<std::size_t> path(length, 0);
  while (true) {
    visit(path);
    std::size_t at = 0;
    while (at < length && ++path[at] == states) path[at++] = 0;
    if (at == length) return;
  }
}

TEST(LampPosterior, TheSumOverAllPathsIsThePlainVersion) {
  const Instant dusk = *parse_instant("2016-09-01T19:00:00Z");
  std::vector<Sample<Lux>> samples;
  for (const double lux : {2.0, 3.0, 9.0, 9.0, 6.0}) {
    samples.push_back({dusk + std::chrono::minutes(samples.size()), Lux(lux)});
  }
  Prepared room = prepare(samples);
  room.model.levels = {0, 2, 3, 6};
  room.model.weights = {0, 0.2, 0.3, 0.5};
  const testing::PlainDetector plain(room.light, room.model);
  const testing::PlainDetector::Answer answer = plain.answer();
  double all = 0;
  std::vector<double> on(samples.size());
  std::vector<double> rise(samples.size());
  each_path(4, samples.size(), [&](const std::vector<std::size_t>& path) {
    double p = plain.start()[path[0]] * plain.emission(0)[path[0]];
    for (std::size_t t = 1; t < path.size(); ++t) {
      p *= plain.transition(t)[path[t - 1]][path[t]] * plain.emission(t)[path[t]];
    }
    all += p;
    for (std::size_t t = 0; t < path.size(); ++t) {
      if (path[t] > 0) on[t] += p;
      if (t > 0 && path[t] >= path[t - 1] + 2) rise[t] += p;
    }
  });
  for (std::size_t t = 0; t < samples.size(); ++t) {
    EXPECT_NEAR(answer.on[t], on[t] / all, 1e-12) << t;
    EXPECT_NEAR(answer.rise[t], rise[t] / all, 1e-12) << t;
  }
}

/// 0: off, 1: unknown, 2: on.
int said(double on) { return on >= 0.8 ? 2 : on > 0.2 ? 1 : 0; }

void expect_plain(const Prepared& room) {
  const LampPosterior fast = infer_lamps(room.light, room.model);
  const testing::PlainDetector::Answer plain =
      testing::PlainDetector(room.light, room.model).answer();
  ASSERT_EQ(fast.on.size(), room.light.steps.size());
  std::size_t decided_by_rounding = 0;
  for (std::size_t t = 0; t < fast.on.size(); ++t) {
    ASSERT_NEAR(static_cast<double>(fast.on[t]), plain.on[t], 0.01) << t;
    ASSERT_NEAR(static_cast<double>(fast.lux[t]), plain.lux[t], 0.01 * room.model.levels.back());
    ASSERT_NEAR(static_cast<double>(fast.rise[t]), plain.rise[t], 0.02) << t;
    ASSERT_NEAR(static_cast<double>(fast.fall[t]), plain.fall[t], 0.02) << t;
    decided_by_rounding += said(static_cast<double>(fast.on[t])) != said(plain.on[t]);
  }
  EXPECT_LE(decided_by_rounding, fast.on.size() / 2000);
}

TEST(LampPosterior, TablesBlocksAndSinglePrecisionChangeNoProbabilityByMoreThanAHundredth) {
  TestRoom lived_in = lived_in_room();
  lived_in.days = 6;
  lived_in.spacing = 2min;
  Prepared room = prepare(lived_in.readings());
  expect_plain(room);
  const LampPosterior first = infer_lamps(room.light, room.model);
  room.model = learn_lamps(room.light, first, room.model);
  measure_sky(room.light, first, room.model.noise);
  expect_plain(room);
}

TEST(LampPosterior, IrregularReadingsWithLongPausesAgreeWithThePlainVersionToo) {
  TestRoom lived_in = lived_in_room();
  lived_in.days = 4;
  std::vector<Sample<Lux>> samples = lived_in.readings();
  Rng rng(3);
  std::erase_if(samples, [&](const Sample<Lux>& sample) {
    const bool outage = sample.at > lived_in.at(2, 3) && sample.at < lived_in.at(2, 19);
    return outage || rng.uniform() < 0.7;
  });
  expect_plain(prepare(std::move(samples)));
}

TEST(LampPosterior, HoursOfImpossibleReadingsLeaveFiniteAnswers) {
  TestRoom room = lived_in_room();
  room.days = 2;
  std::vector<Sample<Lux>> samples = room.readings();
  for (std::size_t i = 500; i < 900; ++i) {
    samples[i].value = Lux(i % 2 == 0 ? -1e6 : 1e9);
  }
  const Prepared prepared = prepare(std::move(samples));
  const LampPosterior lamps = infer_lamps(prepared.light, prepared.model);
  for (std::size_t t = 0; t < lamps.on.size(); ++t) {
    ASSERT_TRUE(std::isfinite(lamps.on[t]) && std::isfinite(lamps.lux[t])) << t;
    ASSERT_TRUE(lamps.rise[t] <= 1.001F && lamps.fall[t] <= 1.001F) << t;
  }
}

TEST(LampPosterior, AllSwitchesOfALampAreCountedAtItsSize) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) room.light(day, 21.5, 23, 40);
  const Prepared prepared = prepare(room.readings());
  const LampPosterior lamps = infer_lamps(prepared.light, prepared.model);
  const double all = std::accumulate(lamps.switches.begin(), lamps.switches.end(), 0.0);
  EXPECT_NEAR(all, 2 * room.days, 0.5);
  double near = 0;
  for (std::size_t j = 1; j < prepared.model.size(); ++j) {
    if (std::abs(std::log(prepared.model.levels[j] / 40)) < 0.4) near += lamps.switches[j];
  }
  EXPECT_GT(near, 0.95 * all);
}

}  // namespace
}  // namespace lamplighter
