// SPDX-License-Identifier: Apache-2.0
#include "host/light.h"

#include "analysis/gaps.h"
#include "csv/readings_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lamplighter::node_host {

Result<Series<Lux>> read_light(const std::string& file) {
  Result<std::vector<csv::RoomReadings>> rooms = csv::read_readings({file});
  if (!rooms) return rooms.error();
  if (rooms->size() > 1) {
    return Error{Fault::bad_input,
                 fmt::format("{}: holds {} sensors; a node has one, give it a file of its own",
                             file, rooms->size())};
  }
  if (rooms->empty() || rooms->front().samples.empty()) {
    return Error{Fault::bad_input, fmt::format("{}: holds no reading", file)};
  }
  return split_at_gaps(std::move(rooms->front().samples), default_max_gap);
}

double Light::at(Instant at) {
  while (place_ + 1 < segment_.size() && segment_[place_ + 1].at <= at) ++place_;
  return segment_[place_].value.value();
}

void Pace::run_to(std::uint64_t target_ms, bool may_run, Clock::time_point now) {
  const double passed_ms = std::chrono::duration<double, std::milli>(now - last_).count();
  last_ = now;
  if (!may_run) return;
  const double wanted = static_cast<double>(target_ms) - light_ms_;
  if (!speed_) {
    light_ms_ = std::max(light_ms_, static_cast<double>(target_ms));
    return;
  }
  // At most one second of light time is carried over, so that waking slightly late does not slow
  // the light down and a long stop does not make it race.
  credit_ms_ = std::min(credit_ms_ + passed_ms * *speed_, 1000 * *speed_);
  const double step = std::clamp(wanted, 0.0, credit_ms_);
  light_ms_ += step;
  credit_ms_ -= step;
}

std::chrono::milliseconds Pace::until(std::uint64_t target_ms) const {
  const double wanted = static_cast<double>(target_ms) - light_ms_ - credit_ms_;
  if (!speed_ || wanted <= 0) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::min(std::ceil(wanted / *speed_), 60'000.0)));
}

}  // namespace lamplighter::node_host
