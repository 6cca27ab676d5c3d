// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace lamplighter {

/// How one sensor behaves: when it was heard, how far apart its readings usually are, and whether
/// it has fallen silent. One thread.
class SensorWatch {
 public:
  /// A spacing longer than this is a gap; the analysis begins a new segment there.
  static constexpr auto max_spacing = std::chrono::seconds(240);

  /// Silent for longer than so many of its usual spacings is worth a word.
  static constexpr int patience = 5;

  SensorWatch() = default;

  /// Of a sensor that reports when its light changes, and otherwise once in `longest`: only a
  /// silence of more than twice that is one, and a gap.
  explicit SensorWatch(std::chrono::seconds longest) : longest_(longest) {}

  /// A reading taken at `at` came at `arrived`.
  void heard(Instant at, Instant arrived);

  void rejected() { ++rejected_; }

  /// True once for each silence: when it is noticed.
  bool falls_silent(Instant now);

  /// True once after a silence that was noticed: at the next reading.
  bool speaks_again();

  /// Median of the last spacings; nothing before there are three.
  [[nodiscard]] std::optional<std::chrono::microseconds> usual_spacing() const;

  [[nodiscard]] std::optional<Instant> last_taken() const { return last_at_; }
  [[nodiscard]] std::optional<Instant> last_heard() const { return last_arrived_; }
  [[nodiscard]] std::uint64_t readings() const { return readings_; }
  [[nodiscard]] std::uint64_t gaps() const { return gaps_; }
  [[nodiscard]] std::uint64_t rejections() const { return rejected_; }
  [[nodiscard]] bool is_silent() const { return silent_; }

 private:
  static constexpr std::size_t memory = 15;

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
};

}  // namespace lamplighter
