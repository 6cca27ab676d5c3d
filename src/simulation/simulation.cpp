// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulation.h"

#include "core/require.h"
#include "simulation/house.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

/// The initial light of a lamp that warms up slowly.
constexpr double cold_share = 0.55;

double warmth(const Lamp& lamp, const LampInterval& interval, Instant at) {
  if (lamp.warm_up.count() == 0) return 1.0;
  const double lit = std::chrono::duration<double>(at - interval.lit_since).count();
  return 1.0 - (1.0 - cold_share) * std::exp(-lit / static_cast<double>(lamp.warm_up.count()));
}

std::span<const LampInterval> of_room(std::span<const LampInterval> lamps, std::size_t room) {
  const auto [begin, end] = std::equal_range(
      lamps.begin(), lamps.end(), LampInterval{room, 0, {}, {}, {}, Lux(0.0)},
      [](const LampInterval& a, const LampInterval& b) { return a.room < b.room; });
  return {begin, end};
}

}  // namespace

LampLight::LampLight(const Room& room, std::span<const LampInterval> lamps)
    : room_(room), ahead_(lamps) {}

double LampLight::lux_at(Instant at) {
  while (!ahead_.empty() && ahead_.front().from <= at) {
    lit_.push_back(&ahead_.front());
    ahead_ = ahead_.subspan(1);
  }
  std::erase_if(lit_, [&](const LampInterval* interval) { return interval->until <= at; });
  double lux = 0.0;
  for (const LampInterval* interval : lit_) {
    lux += interval->lux.value() * warmth(room_.lamps[interval->lamp], *interval, at);
  }
  return lux;
}

RoomLight::RoomLight(const House& house, std::size_t room, const Interior& interior,
                     std::span<const Stay> stays, std::span<const LampInterval> lamps)
    : room_(room), interior_(interior), own_(house.rooms[room], of_room(lamps, room)) {
  for (const Spill& spill : house.rooms[room].spills) {
    neighbours_.push_back({LampLight(house.rooms[spill.from], of_room(lamps, spill.from)), spill});
  }
  note_stays(house.rooms[room], room, stays);
}

void RoomLight::note_stays(const Room& room, std::size_t index, std::span<const Stay> stays) {
  for (const Stay& stay : stays) {
    if (stay.room != index) continue;
    if (stay.doing == Doing::sleep) {
      asleep_.push_back({stay.from, stay.until});
      continue;
    }
    Rng rng = Rng(stay.chance).fork(3);
    if (room.shadows_an_hour <= 0.0) continue;
    const Minutes mean(60.0 / room.shadows_an_hour);
    for (Instant at = stay.from + to_time(waiting(rng, mean)); at < stay.until;
         at += to_time(waiting(rng, mean))) {
      const Instant until = std::min(stay.until, at + to_time(about(rng, 0.7min, 0.7)));
      shadows_.push_back({at, until, rng.uniform(0.5, 0.95)});
    }
  }
  std::sort(shadows_.begin(), shadows_.end(),
            [](const Shadow& a, const Shadow& b) { return a.from < b.from; });
}

double RoomLight::shadow_at(Instant at) {
  while (next_shadow_ < shadows_.size() && shadows_[next_shadow_].until <= at) ++next_shadow_;
  if (next_shadow_ == shadows_.size() || at < shadows_[next_shadow_].from) return 1.0;
  return shadows_[next_shadow_].share;
}

bool RoomLight::door_shut_at(Instant at) {
  while (next_asleep_ < asleep_.size() && asleep_[next_asleep_].until <= at) ++next_asleep_;
  return next_asleep_ < asleep_.size() && asleep_[next_asleep_].from <= at;
}

double RoomLight::lux_at(Instant at) {
  double lux = interior_.at(room_, at).at_sensor;
  lux += own_.lux_at(at) * shadow_at(at);
  for (Neighbour& neighbour : neighbours_) {
    const double light = neighbour.light.lux_at(at);
    if (neighbour.spill.shut_at_night && door_shut_at(at)) continue;
    lux += neighbour.spill.share * light;
  }
  return lux;
}

namespace {

/// Counts of the two channels per lux of mixed light, at the gain that a room needs; the
/// manufacturer's formula subtracts the infrared share.
constexpr double counts_a_lux = 1.9;
constexpr double infrared_share = 0.36;
constexpr double infrared_weight = 1.64;  ///< the first of the manufacturer's two lines
constexpr double lux_a_count = 1.0 / (counts_a_lux * (1.0 - infrared_weight * infrared_share));

class Digitiser {
 public:
  Digitiser(const LightSensor& sensor, Rng rng) : sensor_(sensor), rng_(rng) {}

  double value(double light, Instant at) {
    double lux = sensor_.scale * light + sensor_.offset;
    if (sensor_.moved && at >= sensor_.moved->at) {
      lux = sensor_.moved->scale * lux + sensor_.moved->offset;
    }
    const double wobble = sensor_.relative_noise * lux;
    const double deviation = std::sqrt(sensor_.noise * sensor_.noise + wobble * wobble);
    if (sensor_.digits == Digits::two_channel) return two_channel(lux, deviation);
    lux += deviation * rng_.normal();
    const double step = sensor_.digits == Digits::fractional ? 0.01 : sensor_.quantum;
    return std::nearbyint(lux / step) * step + 0.0;  // + 0.0 avoids negative zero
  }

 private:
  double two_channel(double lux, double deviation) {
    const double counts = counts_a_lux * std::max(lux, 0.0);
    const double noise = counts_a_lux * deviation;
    const double full = std::nearbyint(std::max(0.0, counts + noise * rng_.normal()));
    const double infrared =
        std::nearbyint(std::max(0.0, infrared_share * counts + 0.35 + 0.5 * noise * rng_.normal()));
    const double value = (full - infrared_weight * infrared) * lux_a_count;
    return std::nearbyint(value * 1e4) / 1e4 + 0.0;
  }

  const LightSensor& sensor_;
  Rng rng_;
};

/// Begin and end of each silence. Ascending, without overlap.
std::vector<Span> outages_of(const LightSensor& sensor, Span span, Rng rng) {
  std::vector<Span> outages;
  if (sensor.outages_a_day <= 0.0) return outages;
  const Minutes mean(1440.0 / sensor.outages_a_day);
  Instant at = span.from + to_time(waiting(rng, mean));
  while (at < span.until) {
    const Instant until = at + to_time(about(rng, Minutes(15.0), 1.2));
    outages.push_back({at, until});
    at = until + to_time(waiting(rng, mean));
  }
  return outages;
}

}  // namespace

std::vector<Sample<Lux>> sense(const LightSensor& sensor, RoomLight& light, Span span, Rng rng) {
  const std::vector<Span> outages = outages_of(sensor, span, rng.fork(1));
  Digitiser digitiser(sensor, rng.fork(2));
  std::vector<Sample<Lux>> samples;
  samples.reserve(static_cast<std::size_t>((span.until - span.from) / sensor.interval) + 1);
  std::optional<double> stuck_at;
  auto silence = outages.begin();
  Instant at = span.from + std::chrono::microseconds(static_cast<std::int64_t>(
                               rng.uniform() * static_cast<double>(sensor.interval.count())));
  while (at < span.until) {
    while (silence != outages.end() && silence->until <= at) ++silence;
    const bool silent = silence != outages.end() && silence->from <= at;
    const double value = digitiser.value(light.lux_at(at), at);
    const bool stuck = sensor.stuck && sensor.stuck->from <= at && at < sensor.stuck->until;
    if (stuck && !stuck_at) stuck_at = value;
    if (!silent && !happens(rng, sensor.lost)) {
      samples.push_back({at + sensor.clock_error, Lux(stuck ? *stuck_at : value)});
    }
    const double wobble = static_cast<double>(sensor.jitter.count()) * rng.normal();
    const auto step = sensor.interval + std::chrono::microseconds(std::llround(wobble));
    at += std::max(step, sensor.interval / 4);
  }
  return samples;
}

namespace {

using namespace std::chrono_literals;

/// People and lamps start a day early, so that the first midnight is like any other.
constexpr int warm_up_days = 1;

}  // namespace

Span span_of(const Settings& settings) {
  return {settings.place.zone.start_of_day(settings.from),
          settings.place.zone.start_of_day(plus_days(settings.from, settings.days))};
}

Simulation::Simulation(Settings settings)
    : settings_(std::move(settings)),
      span_(span_of(settings_)),
      outdoors_(settings_.place, settings_.climate, settings_.seed, span_.from - 36h,
                span_.until + 1h),
      stays_(live(settings_.house, settings_.place, plus_days(settings_.from, -warm_up_days),
                  settings_.days + warm_up_days, settings_.seed)),
      interior_(settings_.house, stays_, outdoors_),
      lamps_(
          keep_lamps(settings_.house, settings_.place, stays_, interior_, settings_.seed, span_)) {
  require(settings_.sensors.size() == settings_.house.rooms.size(), "every room needs a sensor");
}

std::vector<Change> Simulation::changes() const {
  return changes_of(settings_.house, lamps_, span_);
}

RoomLight Simulation::light(std::size_t room) const {
  return {settings_.house, room, interior_, stays_, lamps_};
}

std::vector<Sample<Lux>> Simulation::readings(std::size_t room) const {
  RoomLight light_of_room = light(room);
  return sense(settings_.sensors[room], light_of_room, span_,
               chance_of(settings_.seed, Purpose::sensor, room));
}

}  // namespace lamplighter::simulation
