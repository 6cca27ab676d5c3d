// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "detection/light.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter {

/// When a sensor reports.
enum class ReportKind {
  regular,    ///< at its own interval, independent of the light
  on_change,  ///< when the light differs from the last report, which holds until then
  rarely,     ///< too rarely, or on motion: the light between reports is unknown
};

/// Names in the configuration.
inline constexpr std::array<const char*, 3> report_kind_names{"regular", "on-change", "heartbeat"};

/// How a sensor reports, estimated from its readings.
struct Reporting {
  ReportKind kind = ReportKind::regular;
  Minutes usual{1};                ///< median interval
  std::optional<Minutes> longest;  ///< if on change: interval after which it repeats a value

  /// How long a report holds; after that the light is unknown.
  [[nodiscard]] Minutes holds() const;
};

/// A sensor reports on change if its intervals differ widely and it hardly ever repeats a value
/// before its longest interval is over. `given`: the configured kind, which overrides the estimate.
/// Requires: samples in ascending order of time.
Reporting reporting_of(const std::vector<Sample<Lux>>& samples,
                       std::optional<ReportKind> given = std::nullopt);

/// Fills in what a sensor that reports on change left out: repeats each report every minute until
/// the next one, or until it no longer holds. Requires: samples in ascending order of time.
std::vector<Sample<Lux>> held(const std::vector<Sample<Lux>>& samples, const Reporting& reporting);

/// For the user: `reports on change, about every 18 min: fine`; empty for a regular sensor.
std::string describe(const Reporting& reporting);

}  // namespace lamplighter
