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
  regular,    ///< at its own pace, whatever the light does
  on_change,  ///< when the light has left the last report; until then the last report holds
  rarely,     ///< too rarely, or when somebody moves: what the light did meanwhile is not known
};

/// As the config names them.
inline constexpr std::array<const char*, 3> report_kind_names{"regular", "on-change", "heartbeat"};

/// How a sensor reports, as its readings show.
struct Reporting {
  ReportKind kind = ReportKind::regular;
  Minutes usual{1};                ///< median of the spacings
  std::optional<Minutes> longest;  ///< of a sensor on change: after which it repeats itself

  /// How long a report holds; after a longer silence nothing is known.
  [[nodiscard]] Minutes holds() const;
};

/// A sensor reports on change if its spacings differ widely and it hardly ever repeats a value
/// before its longest spacing is over. Where the kind is `given`, as a person says, it is that.
/// Requires: samples rising in time.
Reporting reporting_of(const std::vector<Sample<Lux>>& samples,
                       std::optional<ReportKind> given = std::nullopt);

/// What a sensor on change left out: each report again every minute, until the next report or until
/// it no longer holds. Requires: samples rising in time.
std::vector<Sample<Lux>> held(const std::vector<Sample<Lux>>& samples, const Reporting& reporting);

/// For a person: `reports on change, about every 18 min: fine`; empty for a regular sensor.
std::string describe(const Reporting& reporting);

}  // namespace lamplighter
