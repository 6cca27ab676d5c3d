// SPDX-License-Identifier: Apache-2.0
#include "learning/room_dusks.h"

#include "csv/store.h"
#include "system/trim_heap.h"

namespace lamplighter::app {
namespace {

constexpr auto look_every = std::chrono::minutes(1);
/// Chosen by us: where most people want a lamp.
constexpr double usually_dark_below = 20.0;
constexpr auto longest_silence = std::chrono::minutes(15);
constexpr auto longest_silence_on_change = std::chrono::minutes(75);

/// The light without what lamps add to it, of readings from `noon` on.
std::vector<Sample<Lux>> without_lamps(std::span<const Sample<Lux>> light,
                                       const LightMemory& memory, const Place& place,
                                       Instant noon) {
  LiveLamps live(memory, place);
  std::vector<Sample<Lux>> rest;
  for (const Sample<Lux>& sample : light) {
    const std::optional<LampsNow> lamps = live.hear(sample);
    if (sample.at < noon) continue;
    const double added = lamps && lamps->state == LampState::on ? lamps->lux : 0.0;
    rest.push_back({sample.at, Lux(sample.value.value() - added)});
  }
  return rest;
}

}  // namespace

RoomDusks::RoomDusks(const Config& config) : config_(config) {
  if (const Result<Place> place = place_of(config)) place_ = *place;
}

const Dusks& RoomDusks::look(Instant noon, Instant now) {
  const bool is_fresh = noon == noon_ && looked_at_ <= now && now < looked_at_ + look_every;
  if (is_fresh) return dusks_;
  if (noon != noon_) {
    dusks_.clear();
    taught_.clear();
  }
  const bool is_start = looked_at_ == Instant::min();
  noon_ = noon;
  looked_at_ = now;
  if (now < noon) return dusks_;
  learn(is_start ? config_.rooms.size() : 1);
  for (const RoomConfig& room : config_.rooms) {
    if (is_open(room)) look_at(room, now);
  }
  return dusks_;
}

/// Whether the room's dusk is still to be seen.
bool RoomDusks::is_open(const RoomConfig& room) const {
  const auto known = dusks_.find(room.name);
  return !room.lamps.empty() && (known == dusks_.end() || !known->second);
}

/// A tenth of a second a room, so not all in one turn of the player; but all at the start, so that
/// a restart finds what was found before.
void RoomDusks::learn(std::size_t most) {
  if (!place_) return;
  for (const RoomConfig& room : config_.rooms) {
    if (most == 0) break;
    if (!is_open(room) || taught_.contains(room.name)) continue;
    --most;
    auto past = csv::read_store(config_.store.folders(), room.sensor, noon_ - good_past, noon_);
    taught_[room.name] =
        past ? remember(study_room(std::move(past->readings.samples), *place_, room.reports))
             : std::nullopt;
    trim_heap();
  }
}

std::vector<Sample<Lux>> RoomDusks::afternoon(const RoomConfig& room, Instant now) const {
  const auto memory = taught_.find(room.name);
  const bool is_taught = memory != taught_.end() && memory->second;
  const Instant from = is_taught ? noon_ - good_approach : noon_;
  auto stored = csv::read_store(config_.store.folders(), room.sensor, from, now);
  if (!stored) return {};
  std::vector<Sample<Lux>>& light = stored->readings.samples;
  return is_taught ? without_lamps(light, *memory->second, *place_, noon_) : std::move(light);
}

void RoomDusks::look_at(const RoomConfig& room, Instant now) {
  dusks_.erase(room.name);
  const std::vector<Sample<Lux>> light = afternoon(room, now);
  if (light.empty()) return;
  const std::optional<Instant> dusk =
      dusk_of(light, Lux(room.dark_below.value_or(usually_dark_below)));
  const bool is_on_change = room.reports == ReportKind::on_change;
  const auto patience = is_on_change ? longest_silence_on_change : longest_silence;
  if (dusk || now - light.back().at <= patience) dusks_.emplace(room.name, dusk);
}

}  // namespace lamplighter::app
