// SPDX-License-Identifier: Apache-2.0
#include "analysis/subsequences.h"

#include "core/require.h"
#include "sky/sun.h"

#include <algorithm>

namespace lamplighter {
namespace {

void cut_segment(ZoneSubsequences& zones, const RunLengths& runs,
                 const std::vector<ZoneBlock>& blocks) {
  if (runs.empty()) return;
  auto run = runs.begin();
  std::int64_t left_of_run = run->length;
  for (const ZoneBlock& block : blocks) {
    RunLengths& subsequence = zones[index_of(block.zone)].emplace_back();
    for (std::int64_t left = block.samples; left > 0;) {
      const std::int64_t taken = std::min(left, left_of_run);
      subsequence.push_back({run->state, taken});
      left -= taken;
      left_of_run -= taken;
      if (left_of_run == 0 && ++run != runs.end()) left_of_run = run->length;
    }
  }
}

void append_whole_runs(std::vector<WholeRun>& whole, const RunLengths& runs,
                       const std::vector<ZoneBlock>& blocks) {
  if (blocks.empty()) return;
  auto block = blocks.begin();
  std::int64_t block_end = block->samples;  // samples of the segment before the block's end
  std::int64_t begin = 0;                   // and before the run
  for (std::size_t i = 0; i + 1 < runs.size(); begin += runs[i].length, ++i) {
    while (block_end <= begin) block_end += (++block)->samples;
    if (i > 0) whole.push_back({runs[i].state, block->zone, runs[i].length});
  }
}

}  // namespace

ZoneSubsequences subsequences(const std::vector<RunLengths>& runs,
                              const std::vector<std::vector<ZoneBlock>>& blocks) {
  require(runs.size() == blocks.size(), "every segment needs its zone blocks");
  ZoneSubsequences zones;
  for (std::size_t i = 0; i < runs.size(); ++i) cut_segment(zones, runs[i], blocks[i]);
  return zones;
}

std::vector<WholeRun> whole_runs(const std::vector<RunLengths>& runs,
                                 const std::vector<std::vector<ZoneBlock>>& blocks) {
  require(runs.size() == blocks.size(), "every segment needs its zone blocks");
  std::vector<WholeRun> whole;
  for (std::size_t i = 0; i < runs.size(); ++i) append_whole_runs(whole, runs[i], blocks[i]);
  return whole;
}

namespace {

std::vector<ZoneBlock> blocks_of(Segment<Lux> segment, ZoneClock& clock) {
  std::vector<ZoneBlock> blocks;
  for (std::size_t i = 0; i < segment.size();) {
    const ZoneSpan& span = clock.span(segment[i].at);
    const std::size_t from = i;
    while (i < segment.size() && segment[i].at < span.until) ++i;
    if (blocks.empty() || blocks.back().zone != span.zone) blocks.push_back({span.zone, 0});
    blocks.back().samples += static_cast<std::int64_t>(i - from);
  }
  return blocks;
}

}  // namespace

std::vector<std::vector<ZoneBlock>> zoning(const Series<Lux>& series, const Place& place) {
  ZoneClock clock(place);
  std::vector<std::vector<ZoneBlock>> segments;
  segments.reserve(series.size());
  for (const Segment<Lux> segment : series) segments.push_back(blocks_of(segment, clock));
  return segments;
}

}  // namespace lamplighter
