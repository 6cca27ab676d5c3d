// SPDX-License-Identifier: Apache-2.0
// Exact 1-D k-means compared with Lloyd's algorithm, the usual one, which finds only local optima,
// on the same values: what `analyze` does with the smoothed light of about ten years of minutes.
#include "analysis/path.h"
#include "core/random.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace lamplighter {
namespace {

constexpr std::size_t level_count = 4;

std::size_t sample_count() {
  return std::getenv("LAMPLIGHTER_BENCH_TINY") != nullptr ? 20'000 : 5'000'000;
}

/// A room's light: dark two thirds of the time, daylight, and a lamp in the evening.
std::vector<Sample<Lux>> light(bool whole) {
  Rng rng(1);
  std::vector<Sample<Lux>> samples;
  samples.reserve(sample_count());
  for (std::size_t i = 0; i < sample_count(); ++i) {
    const double minute = static_cast<double>(i % 1440);
    const double sun = std::max(0.0, std::sin((minute - 420) / 1440 * 2 * M_PI));
    const double lamp = minute > 1140 && minute < 1380 && i / 1440 % 3 != 0 ? 60 : 0;
    const double lux = 500 * sun * sun * rng.uniform(0.3, 1.0) + lamp + 2 * rng.normal();
    samples.push_back({Instant(std::chrono::minutes(i)), Lux(whole ? std::round(lux) : lux)});
  }
  return samples;
}

/// One round of Lloyd's algorithm on every sample; returns whether the centres moved.
bool lloyd_round(const std::vector<Sample<Lux>>& samples,
                 std::array<double, level_count>& centres) {
  std::array<double, level_count> sums{};
  std::array<double, level_count> counts{};
  for (const Sample<Lux>& sample : samples) {
    std::size_t nearest = 0;
    for (std::size_t k = 1; k < level_count; ++k) {
      if (std::abs(sample.value.value() - centres[k]) <
          std::abs(sample.value.value() - centres[nearest]))
        nearest = k;
    }
    sums[nearest] += sample.value.value();
    counts[nearest] += 1;
  }
  const auto before = centres;
  for (std::size_t k = 0; k < level_count; ++k)
    if (counts[k] > 0) centres[k] = sums[k] / counts[k];
  return centres != before;
}

void exact(benchmark::State& state, bool whole) {
  const auto samples = light(whole);
  double inertia = 0;
  for (auto _ : state) {
    inertia = best_levels(value_counts(samples), level_count).inertia;
    benchmark::DoNotOptimize(inertia);
  }
  state.counters["inertia"] = inertia;
  state.counters["distinct"] = static_cast<double>(value_counts(samples).size());
}

void lloyd(benchmark::State& state, bool whole) {
  const auto samples = light(whole);
  for (auto _ : state) {
    std::array<double, level_count> centres{0, 50, 150, 400};
    for (int round = 0; round < 300 && lloyd_round(samples, centres); ++round) {
    }
    benchmark::DoNotOptimize(centres);
  }
}

BENCHMARK_CAPTURE(exact, whole_lux, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(lloyd, whole_lux, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(exact, real_values, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(lloyd, real_values, false)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lamplighter
