// SPDX-License-Identifier: Apache-2.0
#include "simulation/chance.h"
#include "simulation/furnishing.h"

#include <algorithm>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

/// Sizes of households of one to four people, shares of 2016 (United States Census Bureau, families
/// and living arrangements, those of five and more counted as four).
constexpr std::array<double, 4> sizes{0.28, 0.35, 0.15, 0.22};

//                                          living kitchen dining bath bedroom hall  office
constexpr std::array<double, room_kinds> adult_pastimes{1.0, 0.32, 0.12, 0.05, 0.16, 0.05, 0.3};
constexpr std::array<double, room_kinds> child_pastimes{0.8, 0.1, 0.15, 0.04, 0.9, 0.05, 0.1};

Person adult(std::size_t bedroom, Rng& rng) {
  Person person{.bedroom = bedroom};
  person.wake = near(rng, 6h + 35min, 32min);
  person.wake_free = person.wake + 65min + near(rng, 0min, 25min);
  person.bed = near(rng, 22h + 25min, 35min);
  person.bed_free = person.bed + 35min + near(rng, 0min, 15min);
  person.spread = near(rng, 26min, 5min);
  const bool has_work = happens(rng, 0.8);
  for (std::size_t day = 1; day <= 5; ++day) person.works[day] = has_work && happens(rng, 0.93);
  person.leaves = std::max(person.wake + 50min, near(rng, 7h + 50min, 30min));
  person.returns = near(rng, 17h + 25min, 45min);
  person.home_office = happens(rng, 0.25) ? rng.uniform(0.1, 0.6) : 0.0;
  person.nights_out_a_week = rng.uniform(0.2, 1.4);
  person.errands_a_day = has_work ? rng.uniform(0.4, 0.8) : rng.uniform(0.8, 1.4);
  person.pastime = adult_pastimes;
  return person;
}

Person child(std::size_t bedroom, Rng& rng) {
  Person person{.bedroom = bedroom, .child = true};
  person.wake = near(rng, 6h + 55min, 12min);
  person.wake_free = near(rng, 7h + 50min, 25min);
  person.bed = near(rng, 20h + 40min, 30min);
  person.bed_free = person.bed + 40min;
  person.spread = near(rng, 18min, 4min);
  for (std::size_t day = 1; day <= 5; ++day) person.works[day] = true;
  person.leaves = near(rng, 7h + 50min, 8min);
  person.returns = near(rng, 15h + 40min, 20min);
  person.nights_out_a_week = 0.0;
  person.errands_a_day = rng.uniform(0.4, 0.8);
  person.pastime = child_pastimes;
  return person;
}

}  // namespace

std::vector<Person> move_in(const std::vector<std::size_t>& bedrooms, Rng& rng) {
  const std::size_t people = 1 + rng.pick(sizes);
  const std::size_t adults = std::min<std::size_t>(people, 2);
  std::vector<Person> household;
  for (std::size_t i = 0; i < people; ++i) {
    const std::size_t own = i < adults ? 0 : (i - adults + 1) % bedrooms.size();
    Person person = i < adults ? adult(bedrooms[own], rng) : child(bedrooms[own], rng);
    person.needs_light = rng.uniform(0.6, 1.6);
    person.tidy = rng.uniform(0.75, 0.98);
    for (double& weight : person.pastime) weight *= about(rng, 1min, 0.3).count();
    household.push_back(person);
  }
  return household;
}

}  // namespace lamplighter::simulation
