// SPDX-License-Identifier: Apache-2.0
// Reading ten years of one room's readings, one per minute, from the page cache: our reader
// compared with the obvious getline + stod, which keeps the same samples. Both are measured on one
// core, in CPU time.
#include "core/random.h"
#include "csv/readings_file.h"
#include "testing/scratch_folder.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace lamplighter::csv {
namespace {

/// The file, created once, and removed when the program ends.
class TenYears {
 public:
  TenYears() : path_(folder_.path("ten-years.csv")) {
    const int rows = std::getenv("LAMPLIGHTER_BENCH_TINY") == nullptr ? 4'700'000 : 5'000;
    Rng rng(1);
    std::ofstream file(path_, std::ios::binary);
    std::string text = "timestamp,datetime,sensor_id,value\r\n";
    double at = 1467431030.824865;
    for (int i = 0; i < rows; ++i) {
      at += 60 + rng.uniform(-5, 5);
      text += fmt::format("{:.7f},2016-07-02T03:44:36.398313,front-room,{:.4f}\r\n", at,
                          rng.uniform(-3.5, 543));
      if (text.size() > 1'000'000) {
        file << text;
        bytes_ += static_cast<std::int64_t>(text.size());
        text.clear();
      }
    }
    file << text;
    bytes_ += static_cast<std::int64_t>(text.size());
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  lamplighter::testing::ScratchFolder folder_;
  std::string path_;
  std::int64_t bytes_ = 0;
};

const TenYears& ten_years() {
  static const TenYears file;
  return file;
}

std::vector<Sample<Lux>> read_obviously(const std::string& path) {
  std::vector<Sample<Lux>> samples;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const double at = std::stod(line);
    const double value = std::stod(line.substr(line.rfind(',') + 1));
    samples.push_back({from_epoch_seconds(at), Lux(value)});
  }
  return samples;
}

/// The peak of resident memory since `forget_peak`, in bytes; 0 if the system does not report it.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) * 1024;
  }
  return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

template <typename Read>
void measure(benchmark::State& state, Read read) {
  const TenYears& file = ten_years();
  forget_peak();
  std::size_t samples = 0;
  for (auto _ : state) samples = read(file.path());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * file.bytes());
  state.counters["samples"] = static_cast<double>(samples);
  state.counters["peak/file"] = peak_memory() / static_cast<double>(file.bytes());
}

void BM_read_readings(benchmark::State& state) {
  measure(state, [](const std::string& path) {
    const auto rooms = read_readings({path});
    return rooms ? rooms->front().samples.size() : 0;
  });
}
BENCHMARK(BM_read_readings)->Unit(benchmark::kMillisecond);

void BM_getline_stod(benchmark::State& state) {
  measure(state, [](const std::string& path) { return read_obviously(path).size(); });
}
BENCHMARK(BM_getline_stod)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lamplighter::csv
