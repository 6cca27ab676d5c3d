// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"
#include "core/zone.h"
#include "sky/sun.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lamplighter {

/// Consecutive samples in one zone. Requires: samples >= 1.
struct ZoneBlock {
  Zone zone;
  std::int64_t samples;

  friend bool operator==(const ZoneBlock&, const ZoneBlock&) = default;
};

/// Each segment as blocks, by the local time of each sample; adjacent blocks have different zones.
std::vector<std::vector<ZoneBlock>> zoning(const Series<Lux>& series, const Place& place);

/// The subsequences of each zone, by index_of(zone), in ascending time order.
using ZoneSubsequences = std::array<std::vector<RunLengths>, all_zones.size()>;

/// Splits each segment's runs where its zone changes: the training data of the zone models.
/// Requires: `runs` and `blocks` belong to the same segments.
ZoneSubsequences subsequences(const std::vector<RunLengths>& runs,
                              const std::vector<std::vector<ZoneBlock>>& blocks);

/// A run with a known length.
struct WholeRun {
  OnOff state;
  Zone zone;  ///< of its first sample
  std::int64_t samples;

  friend bool operator==(const WholeRun&, const WholeRun&) = default;
};

/// The runs of all segments in order, without the first and the last run of each, whose lengths are
/// unknown: they began before the segment or continued after it. Requires: as for `subsequences`.
std::vector<WholeRun> whole_runs(const std::vector<RunLengths>& runs,
                                 const std::vector<std::vector<ZoneBlock>>& blocks);

}  // namespace lamplighter
