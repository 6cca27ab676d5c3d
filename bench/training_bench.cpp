// SPDX-License-Identifier: Apache-2.0
// One iteration of Baum-Welch on ten years of minutes: in textbook form, on runs, and on the same
// runs for as many restarts at once as there are lanes ("a_restart" is that time divided by the
// lanes); then two sweeps: the number of runs at a fixed number of minutes (linear), and the number
// of minutes at a fixed number of runs (flat). Five states. Runs have realistic lengths: one change
// in 126 minutes.
#include "core/random.h"
#include "model/baum_welch.h"
#include "testing/textbook_hmm.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>

namespace lamplighter {
namespace {

constexpr std::int64_t ten_years = 5'256'000;
constexpr double mean_run = 126.0;
constexpr std::int64_t a_day = 1440;

std::int64_t sized(std::int64_t minutes) {
  return std::getenv("LAMPLIGHTER_BENCH_TINY") != nullptr ? minutes / 500 : minutes;
}

/// One subsequence of `minutes` with geometrically distributed runs of `mean` minutes on average.
RunLengths random_runs(std::int64_t minutes, double mean) {
  Rng rng(1);
  RunLengths runs;
  OnOff state = OnOff::off;
  while (minutes > 0) {
    const double drawn = std::ceil(std::log(1.0 - rng.uniform()) / std::log(1.0 - 1.0 / mean));
    const std::int64_t length =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(drawn), 1, minutes);
    runs.push_back({state, length});
    state = opposite(state);
    minutes -= length;
  }
  return runs;
}

/// The same, split at every midnight.
std::vector<RunLengths> cut_into_days(const RunLengths& runs) {
  std::vector<RunLengths> days(1);
  std::int64_t left = a_day;
  for (Run run : runs) {
    while (run.length > 0) {
      const std::int64_t taken = std::min(run.length, left);
      days.back().push_back({run.state, taken});
      run.length -= taken;
      left -= taken;
      if (left == 0) {
        days.emplace_back();
        left = a_day;
      }
    }
  }
  if (days.back().empty()) days.pop_back();
  return days;
}

Hmm some_model() {
  return *Hmm::make({0.3, 0.2, 0.2, 0.2, 0.1}, {0.990, 0.004, 0.003, 0.002, 0.001,  //
                                                0.006, 0.980, 0.007, 0.004, 0.003,  //
                                                0.002, 0.005, 0.985, 0.004, 0.004,  //
                                                0.001, 0.004, 0.005, 0.987, 0.003,  //
                                                0.020, 0.010, 0.030, 0.040, 0.900},
                    {0.99, 0.01, 0.95, 0.05, 0.02, 0.98, 0.05, 0.95, 0.50, 0.50});
}

void run_iterations(benchmark::State& state, std::span<const RunLengths> subsequences) {
  const TrainingRuns runs(subsequences);
  BaumWelch method(runs, 5);
  const Hmm model = some_model();
  method.step(model);  // the first one also allocates its tables
  for (auto _ : state) benchmark::DoNotOptimize(method.step(model).log_likelihood);
  std::size_t count = 0;
  for (const RunLengths& one : subsequences) count += one.size();
  state.counters["minutes"] = static_cast<double>(runs.samples());
  state.counters["runs"] = static_cast<double>(count);
}

std::vector<RunLengths> ten_years_of_days() {
  return cut_into_days(random_runs(sized(ten_years), mean_run));
}

void BM_textbook_iteration(benchmark::State& state) {
  std::vector<testing::Symbols> symbols;
  for (const RunLengths& day : ten_years_of_days()) symbols.push_back(testing::to_symbols(day));
  const Hmm model = some_model();
  for (auto _ : state) {
    benchmark::DoNotOptimize(testing::textbook_step(model, symbols).log_likelihood);
  }
}
BENCHMARK(BM_textbook_iteration)->Unit(benchmark::kMillisecond);

void BM_iteration_on_runs(benchmark::State& state) { run_iterations(state, ten_years_of_days()); }
BENCHMARK(BM_iteration_on_runs)->Unit(benchmark::kMillisecond);

void BM_iteration_in_lanes(benchmark::State& state) {
  const auto days = ten_years_of_days();
  const TrainingRuns runs(days);
  const auto lanes = static_cast<std::size_t>(state.range(0));
  BaumWelch method(runs, 5, lanes);
  const Hmm model = some_model();
  const std::vector<const Hmm*> models(lanes, &model);
  method.steps(models);
  for (auto _ : state) benchmark::DoNotOptimize(method.steps(models).front().log_likelihood);
  state.counters["a_restart"] =
      benchmark::Counter(static_cast<double>(lanes), benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
}

void every_width(benchmark::internal::Benchmark* bench) {
  for (const std::size_t width : BaumWelch::lane_widths()) {
    bench->Arg(static_cast<std::int64_t>(width));
  }
}
BENCHMARK(BM_iteration_in_lanes)->Apply(every_width)->Unit(benchmark::kMillisecond);

void BM_sweep_of_runs(benchmark::State& state) {
  const auto runs = static_cast<double>(state.range(0));
  run_iterations(state, std::vector<RunLengths>{
                            random_runs(sized(ten_years), static_cast<double>(ten_years) / runs)});
}
BENCHMARK(BM_sweep_of_runs)
    ->RangeMultiplier(2)
    ->Range(10'000, 640'000)
    ->Unit(benchmark::kMillisecond);

void BM_sweep_of_minutes(benchmark::State& state) {
  RunLengths runs = random_runs(sized(ten_years), mean_run);
  for (Run& run : runs) run.length *= state.range(0);
  run_iterations(state, std::vector<RunLengths>{std::move(runs)});
}
BENCHMARK(BM_sweep_of_minutes)->RangeMultiplier(2)->Range(1, 64)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lamplighter
