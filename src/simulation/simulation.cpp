// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulation.h"

#include "core/require.h"
#include "simulation/chance.h"

#include <utility>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

/// People and lamps start a day early, so that the first midnight finds them as any other.
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
