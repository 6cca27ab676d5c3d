// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "core/zone.h"
#include "sky/place.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// Samples in a row that lie in one zone. Requires: samples >= 1.
struct ZoneBlock {
  Zone zone;
  std::int64_t samples;

  friend bool operator==(const ZoneBlock&, const ZoneBlock&) = default;
};

/// Each segment as blocks, by the local time of each sample; neighbours are of different zones.
std::vector<std::vector<ZoneBlock>> zoning(const Series<Lux>& series, const Place& place);

}  // namespace lamplighter
