// SPDX-License-Identifier: Apache-2.0
#include "views/light_summary.h"

#include "analysis/gaps.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter::views {
namespace {

std::int32_t hour_at(Instant at) {
  return static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
}

void take(LightHour& hour, double value) {
  const float lux = drawn_lux(value);
  hour.low = hour.count == 0 ? lux : std::min(hour.low, lux);
  hour.high = hour.count == 0 ? lux : std::max(hour.high, lux);
  hour.sum += lux;
  ++hour.count;
}

void take(LightHour& hour, const LightHour& other) {
  hour.low = hour.count == 0 ? other.low : std::min(hour.low, other.low);
  hour.high = hour.count == 0 ? other.high : std::max(hour.high, other.high);
  hour.sum += other.sum;
  hour.count += other.count;
}

}  // namespace

LightSummary::LightSummary(std::vector<LightHour> hours,
                           std::map<std::int64_t, std::uint32_t> smoothed)
    : hours_(std::move(hours)), unusual_(std::move(smoothed)) {}

LightHour& LightSummary::hour_of(std::int32_t hour) {
  if (!hours_.empty() && hours_.back().hour == hour) return hours_.back();
  if (hours_.empty() || hours_.back().hour < hour) return hours_.emplace_back(LightHour{hour});
  const auto place = std::ranges::lower_bound(hours_, hour, {}, &LightHour::hour);
  if (place->hour == hour) return *place;
  return *hours_.insert(place, LightHour{hour});
}

void LightSummary::count_value(std::int64_t value, std::uint32_t times) {
  if (value < lowest_usual || value >= highest_usual) {
    unusual_[value] += times;
    return;
  }
  if (usual_.empty()) usual_.resize(highest_usual - lowest_usual);
  usual_[static_cast<std::size_t>(value - lowest_usual)] += times;
}

/// As `smooth` does with its defaults, one sample after the other.
void LightSummary::count_smoothed(const Sample<Lux>& sample) {
  const bool goes_on = sample.at >= last_at_ && sample.at - last_at_ <= default_max_gap;
  if (!goes_on) in_window_ = 0;
  if (in_window_ == window) {
    std::shift_left(last_.begin(), last_.end(), 1);
    --in_window_;
  }
  last_[in_window_++] = sample.value.value();
  last_at_ = sample.at;
  double sum = 0;
  for (std::size_t i = 0; i < in_window_; ++i) sum += last_[i];
  const double mean = std::nearbyint(sum / static_cast<double>(in_window_));
  constexpr double far = 1e15;  // beyond every light; a file may hold it
  count_value(static_cast<std::int64_t>(std::clamp(mean, -far, far)), 1);
}

void LightSummary::add(std::span<const Sample<Lux>> samples) {
  for (const Sample<Lux>& sample : samples) {
    take(hour_of(hour_at(sample.at)), sample.value.value());
    count_smoothed(sample);
  }
}

void LightSummary::add(const LightSummary& other) {
  for (const LightHour& hour : other.hours_) take(hour_of(hour.hour), hour);
  for (std::size_t i = 0; i < other.usual_.size(); ++i) {
    if (other.usual_[i] > 0) {
      count_value(lowest_usual + static_cast<std::int64_t>(i), other.usual_[i]);
    }
  }
  for (const auto& [value, times] : other.unusual_) count_value(value, times);
}

std::map<std::int64_t, std::uint32_t> LightSummary::smoothed() const {
  std::map<std::int64_t, std::uint32_t> all = unusual_;
  for (std::size_t i = 0; i < usual_.size(); ++i) {
    if (usual_[i] > 0) all[lowest_usual + static_cast<std::int64_t>(i)] += usual_[i];
  }
  return all;
}

ValueCounts LightSummary::value_counts() const {
  ValueCounts counted;
  for (const auto& [value, times] : smoothed()) {
    counted.values.push_back(static_cast<double>(value));
    counted.counts.push_back(times);
  }
  return counted;
}

}  // namespace lamplighter::views
