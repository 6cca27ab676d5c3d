// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/result.h"
#include "csv/names.h"
#include "detection/reporting.h"
#include "views/light_picture.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::app {

/// Year and month of UTC.
using Month = std::pair<int, unsigned>;

/// First instant of a month, and of the next one.
Instant begin_of(Month month);
Instant end_of(Month month);
Month month_of(Instant at);

/// The month before or after.
Month plus_months(Month month, int months);

/// When a room's lamps were on in a month, as `detect` says, and of what that was made.
struct DetectedMonth {
  std::uint64_t stamp = 0;      ///< of the readings' files
  Instant seen_until;           ///< of the last reading that was looked at
  std::vector<Change> changes;  ///< within the month, the state at its begin first
};

/// Reads and keeps it in `detected/` of the store (docs/formats.md). What is not there, torn or of
/// another version is nothing; a store that cannot be written to keeps nothing.
std::optional<DetectedMonth> read_detected(const std::string& store, const RoomName& room,
                                           Month month);
void keep_detected(const std::string& store, const RoomName& room, Month month,
                   const DetectedMonth& detected);

/// Pictures of one sensor's readings in a store over any span, ten years as quickly as a day: near
/// ones are drawn from the day files, wide ones from summaries of months. Those are kept in
/// `summaries/` of the store, made anew when a file of their month has changed, and may be thrown
/// away at any time. Any thread.
class LightArchive {
 public:
  /// `reports`: when the sensor reports, where the config says so.
  LightArchive(csv::StoreFolders store, SensorId sensor, std::optional<ReportKind> reports = {});

  [[nodiscard]] const SensorId& sensor() const { return sensor_; }
  [[nodiscard]] std::optional<ReportKind> reports() const { return reports_; }

  /// Looks which files have changed, and reads those. Errors: not_found where the store has no
  /// readings of the sensor. A file that cannot be read is left out.
  Result<void> refresh();

  /// Hours of UTC with readings when it was last refreshed: begin of the first and end of the last.
  [[nodiscard]] std::optional<std::pair<Instant, Instant>> span() const;

  /// The months with readings, and a number that is another one when a file of the month changed.
  [[nodiscard]] std::map<Month, std::uint64_t> months() const;

  /// How often each smoothed lux occurs.
  [[nodiscard]] ValueCounts value_counts() const;

  /// Requires: from < until; width >= 1. Errors: as read_store.
  [[nodiscard]] Result<views::LightPicture> picture(Instant from, Instant until, int width) const;

 private:
  struct DayFile {
    std::string path;
    std::uint64_t stamp;
  };
  struct Summarized {
    std::uint64_t stamp = 0;
    views::LightSummary summary;
  };

  [[nodiscard]] std::map<Month, std::vector<DayFile>> list_files() const;
  [[nodiscard]] Summarized summarize(Month month, const std::vector<DayFile>& files) const;
  [[nodiscard]] std::map<Month, Summarized> summarize_all(
      const std::map<Month, std::vector<DayFile>>& files) const;
  [[nodiscard]] std::string path_of(Month month) const;

  csv::StoreFolders store_;
  SensorId sensor_;
  std::optional<ReportKind> reports_;
  mutable std::mutex mutex_;
  std::map<Month, Summarized> months_;
  views::LightSummary all_;
};

}  // namespace lamplighter::app
