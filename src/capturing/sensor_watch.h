// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "payloads/message.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

namespace lamplighter {

/// The behaviour of one sensor: when it last reported, the usual spacing of its readings, and
/// whether it has fallen silent. Single-threaded.
class SensorWatch {
 public:
  /// A spacing longer than this is a gap; the analysis begins a new segment there.
  static constexpr auto max_spacing = std::chrono::seconds(240);

  /// A regular sensor that is silent for more than this many of its usual spacings is reported.
  static constexpr int patience = 5;

  /// A sensor whose spacings differ widely reports on change or on motion, in bursts. Until its
  /// quiet hours are known, it may be quiet for this long: as long as Zigbee2MQTT waits for such
  /// devices.
  static constexpr auto longest_quiet = std::chrono::hours(25);

  SensorWatch() = default;

  /// For a sensor that reports when its light changes, and otherwise once every `longest`: only a
  /// silence of more than twice that counts as a silence, and as a gap.
  explicit SensorWatch(std::chrono::seconds longest) : longest_(longest) {}

  /// A reading taken at `at` arrived at `arrived`.
  void heard(Instant at, Instant arrived);

  /// A message of the sensor gave no reading.
  void rejected(Rejection reason, Instant arrived);

  /// Sets whether the sensor is reachable, as its availability topic reports.
  void set_reachable(bool reachable) { is_offline_ = !reachable; }

  /// The silence after which something is wrong; empty before there are three spacings. For regular
  /// sensors, `patience` of the usual spacing; for others, two and a half times the longest spacing
  /// of the last week.
  [[nodiscard]] std::optional<std::chrono::microseconds> longest_silence() const;

  /// True once per silence: when it is detected.
  bool falls_silent(Instant now);

  /// True once after a detected silence: at the next reading.
  bool speaks_again();

  /// Median of the latest spacings; empty before there are three.
  [[nodiscard]] std::optional<std::chrono::microseconds> usual_spacing() const;

  [[nodiscard]] std::optional<Instant> last_taken() const { return last_at_; }
  [[nodiscard]] std::optional<Instant> last_heard() const { return last_arrived_; }
  [[nodiscard]] std::uint64_t readings() const { return readings_; }
  [[nodiscard]] std::uint64_t gaps() const { return gaps_; }
  [[nodiscard]] std::uint64_t rejections() const { return rejected_; }
  [[nodiscard]] bool is_silent() const { return silent_; }
  [[nodiscard]] bool is_offline() const { return is_offline_; }

  /// What was wrong with the last message, if no reading has come since; otherwise empty.
  [[nodiscard]] std::optional<Rejection> not_understood() const { return last_reason_; }
  [[nodiscard]] std::optional<Instant> last_rejected() const { return last_rejected_; }

 private:
  static constexpr std::size_t memory = 15;

  void note_quiet(Instant at, std::chrono::microseconds spacing);

  std::array<std::chrono::microseconds, memory> spacings_{};
  std::size_t spacing_count_ = 0;
  std::optional<std::chrono::seconds> longest_;
  std::optional<Instant> last_at_;
  std::optional<Instant> last_arrived_;
  std::uint64_t readings_ = 0;
  std::uint64_t gaps_ = 0;
  std::uint64_t rejected_ = 0;
  bool silent_ = false;
  bool spoke_again_ = false;
  bool is_offline_ = false;
  std::optional<Rejection> last_reason_;
  std::optional<Instant> last_rejected_;
  std::optional<Instant> first_at_;
  std::map<std::int64_t, std::chrono::microseconds> longest_of_day_;  ///< of the last week
};

}  // namespace lamplighter
