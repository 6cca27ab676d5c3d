// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/optimal_kmeans.h"
#include "core/reading.h"
#include "core/series.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::views {

/// Lux as drawn: larger values in a file are limited to 1e9 lux.
constexpr float drawn_lux(double lux) {
  constexpr double most = 1e9;
  return static_cast<float>(lux > most ? most : lux < -most ? -most : lux);
}

/// The readings of a sensor in one hour of UTC.
struct LightHour {
  std::int32_t hour = 0;    ///< since 1970-01-01
  std::uint32_t count = 0;  ///< readings, at least one
  float low = 0;            ///< lux
  float high = 0;
  double sum = 0;

  friend bool operator==(const LightHour&, const LightHour&) = default;
};

/// The readings of one sensor by hour: ten years take two megabytes. Also counts each integer value
/// of the smoothed series (analysis/path.h), which determines the levels.
class LightSummary {
 public:
  LightSummary() = default;

  /// Requires: hours ascend; values ascend.
  LightSummary(std::vector<LightHour> hours, std::map<std::int64_t, std::uint32_t> smoothed);

  /// Adds readings in ascending time order. Calls may come in any order; smoothing continues across
  /// calls without a gap between them.
  void add(std::span<const Sample<Lux>> samples);

  /// Adds the contents of another summary.
  void add(const LightSummary& other);

  /// Ascending; hours without a reading are omitted.
  [[nodiscard]] std::span<const LightHour> hours() const { return hours_; }

  /// Smoothed lux, rounded, and the number of samples of each value.
  [[nodiscard]] std::map<std::int64_t, std::uint32_t> smoothed() const;

  /// The same as input of `best_levels`.
  [[nodiscard]] ValueCounts value_counts() const;

 private:
  LightHour& hour_of(std::int32_t hour);
  void count_smoothed(const Sample<Lux>& sample);
  void count_value(std::int64_t value, std::uint32_t times);

  static constexpr std::int64_t lowest_usual = -256;
  static constexpr std::int64_t highest_usual = 4096;
  static constexpr std::size_t window = 5;

  std::vector<LightHour> hours_;
  std::vector<std::uint32_t> usual_;               ///< by value - lowest_usual
  std::map<std::int64_t, std::uint32_t> unusual_;  ///< all other values
  std::array<double, window> last_{};              ///< readings of the segment, oldest first
  std::size_t in_window_ = 0;
  Instant last_at_{};
};

/// A summary as the bytes of a cache file (docs/formats.md, "Summaries"). `stamp` identifies the
/// state of the files it was made from.
std::string to_bytes(const LightSummary& summary, std::uint64_t stamp);

/// Parses the output of `to_bytes`; empty if the bytes are torn or changed, of another version, or
/// made from another state of the files.
std::optional<LightSummary> from_bytes(std::string_view bytes, std::uint64_t stamp);

/// Appends the checksum that `from_bytes` verifies.
void seal(std::string& bytes);

/// All readings in one column of a drawing.
struct LightColumn {
  std::int64_t index;  ///< 0 at the beginning of the picture
  float low;           ///< lux; the minimum and maximum are always kept
  float high;
  float mean;
};

/// From the last reading before a gap to the first one after it.
struct LightGap {
  Instant after;
  Instant before;

  friend bool operator==(const LightGap&, const LightGap&) = default;
};

/// A room's light for a drawing with a limited number of columns: the readings themselves if there
/// are few, otherwise columns. At most one of `samples` and `columns` is filled; neither if there
/// is no reading.
struct LightPicture {
  Instant from;  ///< begin of column 0; at or before the requested time
  Instant until;
  std::chrono::seconds step{0};  ///< width of a column
  std::vector<LightColumn> columns{};
  std::vector<Sample<Lux>> samples{};
  std::vector<double> smoothed{};  ///< for each sample: `smooth` with its defaults
  std::vector<LightGap> gaps{};    ///< ascending; gaps that are visible at this column width
};

/// From readings in ascending time order. Those before `from` only prime the smoothing. A gap is
/// longer than four usual spacings of the readings, and at least four minutes. Requires: from <
/// until, width >= 1.
LightPicture picture_of(std::span<const Sample<Lux>> readings, Instant from, Instant until,
                        int width);

/// From a summary: columns are whole hours, and a gap is an hour without a reading.
LightPicture picture_of(std::span<const LightHour> hours, Instant from, Instant until, int width);

}  // namespace lamplighter::views
