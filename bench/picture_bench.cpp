// SPDX-License-Identifier: Apache-2.0
// A picture of ten years of readings, one per minute, in 1,200 columns: ours from the hours of the
// summary, the baseline by iterating over the readings in memory. Both keep every minimum and
// maximum. Also the time to create the summary, compared with a baseline that parses nothing and
// only adds.
#include "core/random.h"
#include "views/light_picture.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace lamplighter::views {
namespace {

constexpr int width = 1200;

const std::vector<Sample<Lux>>& ten_years() {
  static const std::vector<Sample<Lux>> readings = [] {
    const int minutes = std::getenv("LAMPLIGHTER_BENCH_TINY") == nullptr ? 5'256'000 : 200'000;
    Rng rng(1);
    std::vector<Sample<Lux>> made;
    Instant at = *parse_instant("2016-07-02T00:00:00Z");
    for (int i = 0; i < minutes; ++i) {
      at += 1min;
      made.push_back({at, Lux(rng.uniform(-3.5, 543))});
    }
    return made;
  }();
  return readings;
}

const LightSummary& summary() {
  static const LightSummary made = [] {
    LightSummary summary;
    summary.add(ten_years());
    return summary;
  }();
  return made;
}

void picture_from_summary(benchmark::State& state) {
  const Instant from = ten_years().front().at;
  const Instant until = ten_years().back().at + 1s;
  const auto hours = summary().hours();
  for (auto _ : state) {
    benchmark::DoNotOptimize(picture_of(hours, from, until, width).columns.size());
  }
}
BENCHMARK(picture_from_summary)->Unit(benchmark::kMillisecond);

void picture_from_readings(benchmark::State& state) {
  const auto& readings = ten_years();
  const auto span = readings.back().at - readings.front().at + 1s;
  for (auto _ : state) {
    std::vector<float> low(width, 1e9F);
    std::vector<float> high(width, -1e9F);
    for (const auto& reading : readings) {
      const auto column =
          static_cast<std::size_t>((reading.at - readings.front().at) * width / span);
      const auto lux = static_cast<float>(reading.value.value());
      low[column] = std::min(low[column], lux);
      high[column] = std::max(high[column], lux);
    }
    benchmark::DoNotOptimize(low.data());
    benchmark::DoNotOptimize(high.data());
  }
}
BENCHMARK(picture_from_readings)->Unit(benchmark::kMillisecond);

/// A window of 100 days, the longest that is drawn from the readings themselves.
void picture_of_hundred_days(benchmark::State& state) {
  const auto& all = ten_years();
  const auto readings = std::span(all).first(std::min<std::size_t>(all.size(), 144'000));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        picture_of(readings, readings.front().at, readings.back().at + 1s, width).columns.size());
  }
}
BENCHMARK(picture_of_hundred_days)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lamplighter::views
