// SPDX-License-Identifier: Apache-2.0
#include "app/room_dusks.h"

#include "csv/store_reading.h"

namespace lamplighter::app {
namespace {

constexpr auto look_every = std::chrono::minutes(1);
/// Chosen by us: where most people want a lamp.
constexpr double usually_dark_below = 20.0;
constexpr auto longest_silence = std::chrono::minutes(15);

}  // namespace

const Dusks& RoomDusks::look(Instant noon, Instant now) {
  const bool is_fresh = noon == noon_ && looked_at_ <= now && now < looked_at_ + look_every;
  if (is_fresh) return dusks_;
  if (noon != noon_) dusks_.clear();
  noon_ = noon;
  looked_at_ = now;
  for (const RoomConfig& room : config_.rooms) {
    if (!room.lamps.empty()) look_at(room, now);
  }
  return dusks_;
}

void RoomDusks::look_at(const RoomConfig& room, Instant now) {
  const auto known = dusks_.find(room.name);
  if (now < noon_ || (known != dusks_.end() && known->second)) return;
  dusks_.erase(room.name);
  const auto stored = csv::read_store(config_.store.directory, room.sensor, noon_, now);
  if (!stored || stored->readings.samples.empty()) return;
  const auto& samples = stored->readings.samples;
  const std::optional<Instant> dusk =
      dusk_of(samples, Lux(room.dark_below.value_or(usually_dark_below)));
  if (dusk || now - samples.back().at <= longest_silence) dusks_.emplace(room.name, dusk);
}

}  // namespace lamplighter::app
