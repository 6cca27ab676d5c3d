// SPDX-License-Identifier: Apache-2.0
// Detecting lamps in daylight incrementally, compared with the same model over all readings at
// once: time per reading, for a sunny and noisy room with two lamps.
#include "detection/changes.h"
#include "detection/detect.h"
#include "detection/live.h"
#include "detection/test_room.h"
#include "testing/plain_detector.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <utility>

namespace lamplighter {
namespace {

std::vector<Sample<Lux>> readings() {
  TestRoom room = lived_in_room();
  room.days = std::getenv("LAMPLIGHTER_BENCH_TINY") != nullptr ? 3 : 365;
  room.brightness = 3000;
  room.noise = 1;
  for (int day = 8; day < room.days; ++day) room.light(day, 18.9 + 0.01 * day, 22.4, 60);
  return room.readings();
}

void at_once(benchmark::State& state) {
  const auto samples = readings();
  for (auto _ : state) benchmark::DoNotOptimize(detect_lamps(samples, munich));
  state.SetItemsProcessed(state.iterations() * std::ssize(samples));
}

void as_they_come(benchmark::State& state) {
  const auto samples = readings();
  const auto week = samples.begin() + std::min<std::ptrdiff_t>(21 * 1440, std::ssize(samples) / 2);
  const LightMemory memory = *remember(study_room({samples.begin(), week}, munich));
  for (auto _ : state) {
    LiveLamps live(memory, munich);
    for (auto sample = week; sample != samples.end(); ++sample)
      benchmark::DoNotOptimize(live.hear(*sample));
  }
  state.SetItemsProcessed(state.iterations() * (samples.end() - week));
  state.counters["levels"] = static_cast<double>(memory.model.size());
}

/// One day of that room, with the model before anything is learned.
struct Day {
  Light light;
  LampModel model;
};

Day one_day() {
  TestRoom room = lived_in_room();
  room.days = 1;
  room.brightness = 3000;
  room.noise = 1;
  Light light = prepare_light(room.readings(), munich);
  const LightNoise noise = measure_noise(light);
  measure_changes(light, noise);
  LampModel model = first_model(light, noise);
  return {std::move(light), std::move(model)};
}

/// The forward and backward passes over one day.
void one_pass(benchmark::State& state) {
  const Day day = one_day();
  for (auto _ : state) benchmark::DoNotOptimize(infer_lamps(day.light, day.model));
}

/// The same in textbook form: double precision, a dense matrix per step.
void one_pass_by_the_book(benchmark::State& state) {
  const Day day = one_day();
  for (auto _ : state) {
    benchmark::DoNotOptimize(testing::PlainDetector(day.light, day.model).answer());
  }
}

BENCHMARK(one_pass)->Unit(benchmark::kMillisecond);
BENCHMARK(one_pass_by_the_book)->Unit(benchmark::kMillisecond);
BENCHMARK(at_once)->Unit(benchmark::kMillisecond);
BENCHMARK(as_they_come)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lamplighter
