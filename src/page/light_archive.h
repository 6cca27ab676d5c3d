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

/// Year and month in UTC.
using Month = std::pair<int, unsigned>;

/// First instant of a month, and of the next one.
Instant begin_of(Month month);
Instant end_of(Month month);
Month month_of(Instant at);

/// The month that is `months` later.
Month plus_months(Month month, int months);

/// When a room's lamps were on in a month, detected by `detect`, and from which readings.
struct DetectedMonth {
  std::uint64_t stamp = 0;      ///< identifies the version of the readings' files
  Instant seen_until;           ///< time of the last reading used
  std::vector<Change> changes;  ///< within the month, beginning with the state at its start
};

/// Reads and writes the cache in `detected/` of the store (docs/formats.md). Nothing for a file
/// that is missing, torn or of another version; in a read-only store nothing is cached.
std::optional<DetectedMonth> read_detected(const std::string& store, const RoomName& room,
                                           Month month);
void keep_detected(const std::string& store, const RoomName& room, Month month,
                   const DetectedMonth& detected);

/// Pictures of one sensor's readings in a store over any time span, ten years as fast as a day:
/// short spans are drawn from the day files, long ones from monthly summaries. The summaries are
/// cached in `summaries/` of the store, computed again when a file of their month has changed, and
/// may be deleted at any time. Thread-safe.
class LightArchive {
 public:
  /// `reports`: how the sensor reports, if configured.
  LightArchive(csv::StoreFolders store, SensorId sensor, std::optional<ReportKind> reports = {});

  [[nodiscard]] const SensorId& sensor() const { return sensor_; }
  [[nodiscard]] std::optional<ReportKind> reports() const { return reports_; }

  /// Reads the files that have changed. Errors: not_found if the store has no readings of the
  /// sensor. Unreadable files are skipped.
  Result<void> refresh();

  /// The UTC hours with readings at the last refresh: begin of the first and end of the last.
  [[nodiscard]] std::optional<std::pair<Instant, Instant>> span() const;

  /// The months with readings, and for each a number that changes when one of its files changes.
  [[nodiscard]] std::map<Month, std::uint64_t> months() const;

  /// How often each smoothed lux value occurs.
  [[nodiscard]] ValueCounts value_counts() const;

  /// Requires: from < until; width >= 1. Errors: as for read_store.
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
