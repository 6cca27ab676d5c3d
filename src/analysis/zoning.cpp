// SPDX-License-Identifier: Apache-2.0
#include "analysis/zoning.h"

#include "sky/zone_clock.h"

namespace lamplighter {
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
