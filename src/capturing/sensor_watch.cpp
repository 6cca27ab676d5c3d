// SPDX-License-Identifier: Apache-2.0
#include "capturing/sensor_watch.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

/// Readings closer than this come from a queue that is being emptied, at the broker or in a node,
/// and tell nothing of the sensor's habit. No light sensor is that fast.
constexpr auto shortest_spacing = std::chrono::milliseconds(100);

}  // namespace

void SensorWatch::heard(Instant at, Instant arrived) {
  if (last_at_ && at - *last_at_ >= shortest_spacing) {
    const auto spacing = at - *last_at_;
    spacings_[spacing_count_++ % memory] = spacing;
    if (spacing > (longest_ ? 2 * *longest_ : max_spacing)) ++gaps_;
  }
  last_at_ = at;
  last_arrived_ = arrived;
  ++readings_;
  spoke_again_ = spoke_again_ || silent_;
  silent_ = false;
}

bool SensorWatch::falls_silent(Instant now) {
  if (silent_ || !last_arrived_) return false;
  const auto usual = usual_spacing();
  if (!longest_ && !usual) return false;
  const auto allowed = longest_ ? std::chrono::microseconds(2 * *longest_) : patience * *usual;
  if (now - *last_arrived_ <= allowed) return false;
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
