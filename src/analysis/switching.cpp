// SPDX-License-Identifier: Apache-2.0
#include "analysis/switching.h"

#include <cassert>
#include <limits>

namespace lamplighter {
namespace {

RunLengths runs_of(Segment<Lux> segment, double threshold) {
  RunLengths runs;
  for (const Sample<Lux>& sample : segment) {
    const OnOff state = sample.value.value() >= threshold ? OnOff::on : OnOff::off;
    if (runs.empty() || runs.back().state != state) runs.push_back({state, 0});
    ++runs.back().length;
  }
  return runs;
}

}  // namespace

std::optional<double> on_from(const Levels& levels, int on_level) {
  assert(on_level >= 1);
  const auto index = static_cast<std::size_t>(on_level) - 1;
  if (index >= levels.cuts.size()) return std::nullopt;
  return levels.cuts[index];
}

std::vector<RunLengths> switching(const Series<Lux>& series, std::optional<double> on_from) {
  const double threshold = on_from.value_or(std::numeric_limits<double>::infinity());
  std::vector<RunLengths> segments;
  segments.reserve(series.size());
  for (const Segment<Lux> segment : series) segments.push_back(runs_of(segment, threshold));
  return segments;
}

std::vector<Sample<LampState>> switching_states(const Series<Lux>& series,
                                                const std::vector<RunLengths>& segments) {
  std::vector<Sample<LampState>> states;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment<Lux> segment = series[i];
    std::size_t first = 0;
    for (const Run& run : segments[i]) {
      states.push_back(
          {segment[first].at, run.state == OnOff::on ? LampState::on : LampState::off});
      first += static_cast<std::size_t>(run.length);
    }
    states.push_back({segment.back().at, LampState::unknown});
  }
  return states;
}

std::int64_t on_samples(const std::vector<RunLengths>& segments) {
  std::int64_t count = 0;
  for (const RunLengths& runs : segments) {
    for (const Run& run : runs) count += run.state == OnOff::on ? run.length : 0;
  }
  return count;
}

}  // namespace lamplighter
