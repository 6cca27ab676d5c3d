// SPDX-License-Identifier: Apache-2.0
// Writing readings to the disk: our store, with a flush after every thousand rows, compared with
// writing the same rows to one file with fprintf and the same flushes, which is the minimum.
#include "csv/store.h"
#include "testing/scratch_folder.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace lamplighter::csv {
namespace {

constexpr int rows_a_flush = 1000;

int flushes() { return std::getenv("LAMPLIGHTER_BENCH_TINY") == nullptr ? 20 : 2; }

std::vector<SensorId> sensors(std::int64_t count) {
  std::vector<SensorId> ids;
  for (std::int64_t i = 0; i < count; ++i) ids.emplace_back(fmt::format("sensor-{}", i));
  return ids;
}

Reading reading(const std::vector<SensorId>& ids, int n) {
  return {ids[static_cast<std::size_t>(n) % ids.size()], from_epoch_seconds(1467431030) + n * 1ms,
          Lux(n % 500 + 0.25)};
}

void count_rows(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * flushes() * rows_a_flush);
}

void BM_store(benchmark::State& state) {
  const lamplighter::testing::ScratchFolder folder;
  const std::vector<SensorId> ids = sensors(state.range(0));
  auto store = Store::open(folder.path("store"));
  if (!store) return state.SkipWithError(store.error().message.c_str());
  int n = 0;
  for (auto _ : state) {
    for (int i = 0; i < flushes() * rows_a_flush; ++i, ++n) {
      if (auto kept = store->append(reading(ids, n)); !kept)
        return state.SkipWithError(kept.error().message.c_str());
      if (n % rows_a_flush != rows_a_flush - 1) continue;
      if (auto synced = store->sync(); !synced)
        return state.SkipWithError(synced.error().message.c_str());
    }
  }
  count_rows(state);
}
BENCHMARK(BM_store)->Arg(1)->Arg(8)->Arg(1000)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_fprintf_one_file(benchmark::State& state) {
  const lamplighter::testing::ScratchFolder folder;
  const std::vector<SensorId> ids = sensors(1000);
  std::FILE* file = std::fopen(folder.path("all.csv").c_str(), "w");
  if (file == nullptr) return state.SkipWithError("cannot open a file");
  int n = 0;
  for (auto _ : state) {
    for (int i = 0; i < flushes() * rows_a_flush; ++i, ++n) {
      const Reading row = reading(ids, n);
      std::fprintf(file, "%.6f,%s,%s,%g\n", to_epoch_seconds(row.at), to_iso(row.at).c_str(),
                   row.sensor.text().c_str(), row.lux.value());
      if (n % rows_a_flush != rows_a_flush - 1) continue;
      std::fflush(file);
      ::fdatasync(::fileno(file));
    }
  }
  std::fclose(file);
  count_rows(state);
}
BENCHMARK(BM_fprintf_one_file)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lamplighter::csv
