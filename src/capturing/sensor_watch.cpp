// SPDX-License-Identifier: Apache-2.0
#include "capturing/sensor_watch.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

/// Readings closer together than this come from a queue that is being drained, at the broker or in
/// a node, and reveal nothing about the sensor's interval. No light sensor is that fast.
constexpr auto shortest_spacing = std::chrono::milliseconds(100);

constexpr std::size_t least_alike = 8;  // spacings needed to call a sensor regular
constexpr auto least_quiet = std::chrono::hours(1);

}  // namespace

void SensorWatch::heard(Instant at, Instant arrived) {
  if (last_at_ && at - *last_at_ >= shortest_spacing) {
    const auto spacing = at - *last_at_;
    spacings_[spacing_count_++ % memory] = spacing;
    if (spacing > (longest_ ? 2 * *longest_ : max_spacing)) ++gaps_;
    if (!silent_) note_quiet(at, spacing);
  }
  if (!first_at_) first_at_ = at;
  last_at_ = at;
  last_arrived_ = arrived;
  ++readings_;
  spoke_again_ = spoke_again_ || silent_;
  silent_ = false;
  is_offline_ = false;
  last_reason_.reset();
}

void SensorWatch::rejected(Rejection reason, Instant arrived) {
  const bool is_fault = reason != Rejection::not_a_reading && reason != Rejection::retained;
  rejected_ += is_fault;
  if (is_fault || !last_reason_) last_reason_ = reason;
  last_rejected_ = arrived;
}

/// Records the longest spacing of each day. Reported silences are not included.
void SensorWatch::note_quiet(Instant at, std::chrono::microseconds spacing) {
  constexpr std::size_t days_kept = 7;
  const auto day = std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
  auto& longest = longest_of_day_[day];
  longest = std::max(longest, spacing);
  while (longest_of_day_.size() > days_kept) longest_of_day_.erase(longest_of_day_.begin());
}

std::optional<std::chrono::microseconds> SensorWatch::longest_silence() const {
  if (longest_) return 2 * *longest_;
  const auto usual = usual_spacing();
  if (!usual) return std::nullopt;
  const std::size_t known = std::min(spacing_count_, memory);
  const auto alike = std::count_if(spacings_.begin(), spacings_.begin() + static_cast<int>(known),
                                   [&](auto spacing) { return spacing <= 2 * *usual; });
  std::chrono::microseconds longest{0};
  int days_with_pauses = 0;
  for (const auto& [day, spacing] : longest_of_day_) {
    longest = std::max(longest, spacing);
    days_with_pauses += spacing > std::max<std::chrono::microseconds>(3 * *usual, max_spacing);
  }
  const bool bursts = days_with_pauses >= 2;
  const bool is_regular = known >= least_alike && 10 * alike >= 9 * static_cast<int>(known);
  if (is_regular && !bursts) return patience * *usual;
  const bool knows_quiet = *last_at_ - *first_at_ >= std::chrono::hours(24);
  if (!knows_quiet) return std::max<std::chrono::microseconds>(longest_quiet, patience * *usual);
  return std::max<std::chrono::microseconds>({5 * longest / 2, patience * *usual, least_quiet});
}

bool SensorWatch::falls_silent(Instant now) {
  const auto longest = longest_silence();
  if (silent_ || !last_arrived_ || !longest || now - *last_arrived_ <= *longest) return false;
  silent_ = true;
  return true;
}

bool SensorWatch::speaks_again() { return std::exchange(spoke_again_, false); }

std::optional<std::chrono::microseconds> SensorWatch::usual_spacing() const {
  const std::size_t known = std::min(spacing_count_, memory);
  if (known < 3) return std::nullopt;
  auto sorted = spacings_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(known / 2);
  std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(known));
  return *middle;
}

}  // namespace lamplighter
