// SPDX-License-Identifier: Apache-2.0
#include "analysis/changes.h"

#include "sky/zone_clock.h"

namespace lamplighter {
namespace {

using Blocks = std::vector<ZoneBlock>;

void add_sample(RunLengths& runs, OnOff state) {
  if (runs.empty() || runs.back().state != state) runs.push_back({state, 0});
  ++runs.back().length;
}

void add_sample(Blocks& blocks, Zone zone) {
  if (blocks.empty() || blocks.back().zone != zone) blocks.push_back({zone, 0});
  ++blocks.back().samples;
}

}  // namespace

ChangeRuns change_runs(std::span<const Change> changes, const Place& place) {
  ChangeRuns result;
  std::vector<RunLengths> runs;
  std::vector<Blocks> blocks;
  ZoneClock clock(place);
  bool known = false;
  Instant minute{};  // of the next sample of the segment
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    const Change& change = changes[i];
    const Instant until = changes[i + 1].at;
    if (change.state == LampState::unknown) {
      result.unknown_minutes += std::chrono::floor<std::chrono::minutes>(until - change.at).count();
      known = false;
      continue;
    }
    if (!known) {
      runs.emplace_back();
      blocks.emplace_back();
      minute = change.at;
      known = true;
    }
    const OnOff state = change.state == LampState::on ? OnOff::on : OnOff::off;
    for (; minute < until; minute += 1min, ++result.samples) {
      add_sample(runs.back(), state);
      add_sample(blocks.back(), clock.zone(minute));
    }
  }
  result.subsequences = subsequences(runs, blocks);
  return result;
}

}  // namespace lamplighter
