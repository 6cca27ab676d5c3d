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

/// Lux as pictures keep it: what a file may hold beyond every light is cut to 1e9 lux.
constexpr float drawn_lux(double lux) {
  constexpr double most = 1e9;
  return static_cast<float>(lux > most ? most : lux < -most ? -most : lux);
}

/// What a sensor said in one hour of UTC.
struct LightHour {
  std::int32_t hour = 0;    ///< since 1970-01-01
  std::uint32_t count = 0;  ///< readings, at least one
  float low = 0;            ///< lux
  float high = 0;
  double sum = 0;

  friend bool operator==(const LightHour&, const LightHour&) = default;
};

/// Readings of one sensor, hour by hour: ten years are two megabytes. And how often each whole lux
/// occurs in the smoothed series (analysis/path.h), from which the levels follow.
class LightSummary {
 public:
  LightSummary() = default;

  /// Requires: hours rise; values rise.
  LightSummary(std::vector<LightHour> hours, std::map<std::int64_t, std::uint32_t> smoothed);

  /// Takes readings that rise in time. Calls may come in any order of time; smoothing goes on from
  /// one to the next where there is no gap between them.
  void add(std::span<const Sample<Lux>> samples);

  /// Takes what another summary holds.
  void add(const LightSummary& other);

  /// Rising; hours without a reading are left out.
  [[nodiscard]] std::span<const LightHour> hours() const { return hours_; }

  /// Smoothed lux, rounded, and how many samples have it.
  [[nodiscard]] std::map<std::int64_t, std::uint32_t> smoothed() const;

  /// The same as `best_levels` takes it.
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

/// A summary as the bytes of a file that can be thrown away (docs/formats.md, "Summaries").
/// `stamp` tells of which state of which files it was made.
std::string to_bytes(const LightSummary& summary, std::uint64_t stamp);

/// What `to_bytes` wrote; nothing where the bytes are torn or changed, of another version, or of
/// another state of the files.
std::optional<LightSummary> from_bytes(std::string_view bytes, std::uint64_t stamp);

/// Appends the checksum that `from_bytes` wants to see.
void seal(std::string& bytes);

/// All readings within one column of a drawing.
struct LightColumn {
  std::int64_t index;  ///< from 0 at the picture's begin
  float low;           ///< lux; the least and greatest reading are never lost
  float high;
  float mean;
};

/// A time from the last reading before it to the first one behind it.
struct LightGap {
  Instant after;
  Instant before;

  friend bool operator==(const LightGap&, const LightGap&) = default;
};

/// A room's light for a drawing of so many columns: the readings themselves where they are few, or
/// columns of them. Exactly one of `samples` and `columns` is filled, or none where there is no
/// reading.
struct LightPicture {
  Instant from;  ///< begin of column 0; at or before what was asked for
  Instant until;
  std::chrono::seconds step{0};  ///< width of a column
  std::vector<LightColumn> columns{};
  std::vector<Sample<Lux>> samples{};
  std::vector<double> smoothed{};  ///< of each sample: `smooth` with its defaults
  std::vector<LightGap> gaps{};    ///< rising; those inside, that a column's width shows
};

/// From readings, which rise in time. Those before `from` only lead in the smoothing.
/// A gap is more than four usual spacings of the readings, and four minutes at least.
/// Requires: from < until, width >= 1.
LightPicture picture_of(std::span<const Sample<Lux>> readings, Instant from, Instant until,
                        int width);

/// From a summary: columns are whole hours, and a gap is an hour without a reading.
LightPicture picture_of(std::span<const LightHour> hours, Instant from, Instant until, int width);

}  // namespace lamplighter::views
