// SPDX-License-Identifier: Apache-2.0
#include "simulation/person_day.h"

#include "simulation/chance.h"
#include "simulation/wall_clock.h"

#include <algorithm>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

Minutes wake_clock(const Person& person, const HouseDay& shared, const HouseDay& yesterday,
                   Rng& rng) {
  const Minutes own = near(rng, 0min, 0.7 * person.spread);
  if (!shared.free) return person.wake + 0.45 * own;  // an alarm clock
  return person.wake_free + own + 0.4 * yesterday.late;
}

Minutes bed_clock(const Person& person, const HouseDay& shared, Rng& rng) {
  const Minutes usual = shared.free_tomorrow ? person.bed_free : person.bed;
  const Minutes late = (person.child ? 0.4 : 1.0) * shared.late;
  const Minutes bed = usual + late + near(rng, 0min, 0.6 * person.spread);
  if (person.child || !shared.company_until) return bed;
  return std::max(bed, *shared.company_until + 15min);
}

int errands_of(const Person& person, const HouseDay& shared, Rng& rng) {
  const double mean = person.errands_a_day * (shared.free ? 1.4 : 1.0);
  const bool first = happens(rng, std::min(mean, 0.9));
  return first ? 1 + static_cast<int>(happens(rng, 0.35 * mean)) : 0;
}

}  // namespace

PersonDay person_day(const House& house, const Place& place, const HouseDay& shared,
                     const HouseDay& yesterday, std::size_t index, Rng& rng) {
  const Person& person = house.people[index];
  const auto at = [&](Minutes clock) { return instant_at(place.zone, shared.date, clock); };
  PersonDay day{.shared = shared,
                .date = shared.date,
                .person = index,
                .wake = at(wake_clock(person, shared, yesterday, rng)),
                .work = std::nullopt,
                .night_out = std::nullopt,
                .works_at_home = false,
                .errands = errands_of(person, shared, rng),
                .dinner = at(shared.dinner),
                .bed = at(bed_clock(person, shared, rng))};
  const Minutes leaves = near(rng, person.leaves, 7min);
  const Minutes returns = near(rng, person.returns, 24min);
  const bool at_home = happens(rng, person.home_office);
  const Minutes out = near(rng, 19h + 45min, 40min);
  const Minutes back = near(rng, shared.free_tomorrow ? 24h + 10min : 22h + 45min, 50min);
  const bool goes_out = happens(
      rng, std::min(0.8, person.nights_out_a_week / 7.0 * (shared.free_tomorrow ? 2.0 : 0.6)));

  if (person.works[weekday_of(shared.date)] && !shared.free) {
    day.works_at_home = at_home;
    if (!at_home) day.work = Outing{at(leaves), at(std::max(returns, leaves + 1h))};
  }
  if (goes_out && !shared.company_until) {
    day.night_out = Outing{at(out), at(std::max(back, out + 1h))};
    day.bed = std::max(day.bed, day.night_out->returns + 20min);
  }
  return day;
}

void write_night(DiaryWriter& writer, const House& house, std::size_t person, Instant wake) {
  const std::size_t bed = house.people[person].bedroom;
  const Instant asleep = writer.now();
  if (happens(writer.rng(), house.people[person].child ? 0.1 : 0.3) && wake - asleep > 4h) {
    const Minutes sleep = (wake - asleep) * writer.rng().uniform(0.25, 0.85);
    writer.stay_put_until(bed, asleep + to_time(sleep), Doing::sleep);
    writer.stay(writer.room(RoomKind::bath), about(writer.rng(), 3min, 0.4), Doing::fetch);
  }
  writer.stay_put_until(bed, wake, Doing::sleep);
}

}  // namespace lamplighter::simulation
