// SPDX-License-Identifier: Apache-2.0
#include "app/rooms_now.h"

#include "csv/store_reading.h"

#include <utility>

namespace lamplighter::app {
namespace {

constexpr auto longest_silence = std::chrono::minutes(15);

}  // namespace

void RoomsNow::learn(const SensorId& sensor, std::optional<LightMemory> memory) {
  std::unique_ptr<Seen> seen;
  if (memory) seen.reset(new Seen{LiveLamps(*std::move(memory), place_), std::nullopt});
  const std::lock_guard lock(mutex_);
  seen_[sensor] = std::move(seen);
}

bool RoomsNow::knows(const SensorId& sensor) const {
  const std::lock_guard lock(mutex_);
  return seen_.contains(sensor);
}

std::optional<LampsNow> RoomsNow::look(const SensorId& sensor, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = seen_.find(sensor);
  if (found == seen_.end() || !found->second) return std::nullopt;
  auto& [live, last] = *found->second;
  const Instant from = std::max(last ? last->at : Instant::min(), now - good_approach);
  if (const auto stored = csv::read_store(store_, sensor, from, now + 1us)) {
    for (const Sample<Lux>& sample : stored->readings.samples) {
      if (const std::optional<LampsNow> said = live.hear(sample)) last = said;
    }
  }
  return last && now - last->at <= longest_silence ? last : std::nullopt;
}

}  // namespace lamplighter::app
