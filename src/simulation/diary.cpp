// SPDX-License-Identifier: Apache-2.0
#include "simulation/diary.h"

#include "core/require.h"
#include "core/time_zone.h"
#include "simulation/house.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

/// A day's result depends on at most this many days before it.
constexpr int days_before = 2;

struct Agenda {
  PersonDay day;
  Rng rng;  ///< state after the appointments were drawn
};

Agenda agenda(const House& house, const Place& place, Date date, std::size_t person,
              std::uint64_t seed) {
  Rng rng = chance_of(seed, Purpose::person_day, date, person);
  const HouseDay today = house_day(house, seed, date);
  const HouseDay yesterday = house_day(house, seed, plus_days(date, -1));
  PersonDay day = person_day(house, place, today, yesterday, person, rng);
  return {day, rng};
}

bool nobody_sleeps_here(Trip trip) { return trip == Trip::departs || trip == Trip::away; }

void live_one(const House& house, const Place& place, Date from, int days, std::uint64_t seed,
              std::size_t person, std::vector<Stay>& stays) {
  DiaryWriter writer(house, person, stays);
  Agenda today = agenda(house, place, plus_days(from, -days_before), person, seed);
  writer.out_until(today.day.wake);
  for (int i = -days_before; i < days; ++i) {
    Agenda tomorrow = agenda(house, place, plus_days(from, i + 1), person, seed);
    writer.use(today.rng);
    write_day(writer, house, place, today.day);
    if (nobody_sleeps_here(today.day.shared.trip)) {
      writer.out_until(tomorrow.day.wake);
    } else {
      const Instant rested = writer.now() + (tomorrow.day.shared.free ? 5h + 30min : 3h + 30min);
      write_night(writer, house, person, std::max(tomorrow.day.wake, rested));
    }
    today = tomorrow;
  }
}

}  // namespace

std::vector<Stay> live(const House& house, const Place& place, Date from, int days,
                       std::uint64_t seed) {
  require(days > 0, "a simulation needs at least one day");
  const Instant begin = place.zone.start_of_day(from);
  const Instant end = place.zone.start_of_day(plus_days(from, days));
  std::vector<Stay> stays;
  for (std::size_t person = 0; person < house.people.size(); ++person) {
    live_one(house, place, from, days, seed, person, stays);
  }
  std::erase_if(stays, [&](const Stay& s) { return s.until <= begin || s.from >= end; });
  for (Stay& stay : stays) {
    stay.from = std::max(stay.from, begin);
    stay.until = std::min(stay.until, end);
  }
  std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
    return std::tie(a.from, a.person) < std::tie(b.from, b.person);
  });
  return stays;
}

namespace {

constexpr Minutes worth_breaking = 15min;  ///< shorter stays are not interrupted

/// Short visits during a longer stay. Chosen by us, so that a waking day at home has four to seven
/// bathroom visits and about as many to the kitchen.
struct VisitHabit {
  RoomKind to;
  double weight;
  Minutes median;
  double spread;
};
constexpr std::array<VisitHabit, 5> visit_habits{{
    {RoomKind::bath, 0.35, 3min, 0.5},
    {RoomKind::kitchen, 0.38, 2.6min, 0.8},
    {RoomKind::hall, 0.10, 0.8min, 0.6},
    {RoomKind::bedroom, 0.11, 1.6min, 0.7},
    {RoomKind::living, 0.06, 2min, 0.7},
}};
constexpr Minutes between_visits = 72min;

/// Time from one room's switch to the next one's.
Minutes a_walk(Rng& rng) { return about(rng, 0.11min, 0.4); }

}  // namespace

DiaryWriter::DiaryWriter(const House& house, std::size_t person, std::vector<Stay>& stays)
    : house_(house), person_(person), stays_(stays) {}

void DiaryWriter::out_until(Instant at) {
  now_ = std::max(now_, at);
  here_.reset();
}

void DiaryWriter::stay(std::size_t room, Minutes how_long, Doing doing) {
  walk_to(room);
  add(room, now_ + to_time(how_long), doing, false);
}

void DiaryWriter::stay_put_until(std::size_t room, Instant until, Doing doing) {
  if (until <= now_) return;
  walk_to(room);
  add(room, until, doing, false);
}

void DiaryWriter::stay_until(std::size_t room, Instant until, Doing doing) {
  while (now_ < until) {
    walk_to(room);
    const Instant leave = now_ + to_time(waiting(rng_, between_visits));
    if (until - now_ < worth_breaking || leave + worth_breaking / 3 > until) {
      add(room, until, doing, false);
      return;
    }
    add(room, leave, doing, true);
    visit();
  }
}

void DiaryWriter::visit() {
  std::array<double, visit_habits.size()> weights{};
  std::transform(visit_habits.begin(), visit_habits.end(), weights.begin(),
                 [](const VisitHabit& habit) { return habit.weight; });
  const VisitHabit& habit = visit_habits[rng_.pick(weights)];
  const std::size_t there = room(habit.to);
  if (here_ == there) return;
  stay(there, about(rng_, habit.median, habit.spread), Doing::fetch);
}

std::size_t DiaryWriter::room(RoomKind kind) {
  if (kind == RoomKind::bedroom) return house_.people[person_].bedroom;
  std::vector<std::size_t> rooms = rooms_of(kind);
  if (rooms.empty()) rooms = rooms_of(RoomKind::living);
  if (rooms.empty()) return 0;
  return rooms.size() == 1 ? rooms.front() : rooms[rng_.below(rooms.size())];
}

std::vector<std::size_t> DiaryWriter::rooms_of(RoomKind kind) const {
  std::vector<std::size_t> rooms;
  for (std::size_t i = 0; i < house_.rooms.size(); ++i) {
    if (house_.rooms[i].kind == kind) rooms.push_back(i);
  }
  return rooms;
}

void DiaryWriter::walk_to(std::size_t room) {
  if (here_ == room) return;
  const bool came_in = !here_.has_value();
  here_ = room;
  now_ += to_time(a_walk(rng_));
  const std::vector<std::size_t> halls = rooms_of(RoomKind::hall);
  const bool through_hall = !halls.empty() && halls.front() != room && !came_in;
  if (!through_hall || !happens(rng_, 0.4)) return;
  add(halls.front(), now_ + to_time(about(rng_, 0.2min, 0.6)), Doing::pass, false);
  now_ += to_time(a_walk(rng_));
}

void DiaryWriter::add(std::size_t room, Instant until, Doing doing, bool back_soon) {
  if (until <= now_) return;
  stays_.push_back({.person = person_,
                    .room = room,
                    .from = now_,
                    .until = until,
                    .doing = doing,
                    .back_soon = back_soon,
                    .chance = rng_.bits()});
  now_ = until;
}

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

// The parts of one person's day: morning, day, evening, bedtime. Lengths are medians of log-normal
// distributions; docs/algorithms.md compares the totals with time-use surveys.
namespace {

/// How long free time is spent in a kind of room, and with which activity.
struct Pastime {
  Minutes by_day;
  Minutes in_evening;
  double spread;
  Doing doing;
};

constexpr std::array<Pastime, room_kinds> pastimes{{
    {40min, 80min, 0.55, Doing::read},  // living; mostly television in the evening
    {15min, 12min, 0.6, Doing::chore},  // kitchen
    {32min, 30min, 0.55, Doing::read},  // dining
    {14min, 16min, 0.4, Doing::wash},   // bath
    {18min, 28min, 0.7, Doing::read},   // bedroom
    {5min, 4min, 0.6, Doing::chore},    // hall
    {55min, 50min, 0.6, Doing::work},   // office
}};

class Day {
 public:
  Day(DiaryWriter& writer, const House& house, const Place& place, const PersonDay& day)
      : writer_(writer), house_(house), place_(place), day_(day) {}

  void morning();
  void work_or_home();
  void dinner();
  void evening();
  void bedtime();

 private:
  void free_time_until(Instant until);
  void go_out(const Outing& outing);
  void errands_until(Instant until);
  void lunch();
  void eat(Minutes how_long);
  Minutes how_long(Minutes median, double spread) { return about(writer_.rng(), median, spread); }
  bool perhaps(double probability) { return happens(writer_.rng(), probability); }
  [[nodiscard]] Instant at(Minutes clock) const {
    return instant_at(place_.zone, day_.date, clock);
  }

  DiaryWriter& writer_;
  const House& house_;
  const Place& place_;
  const PersonDay& day_;
};

void Day::morning() {
  const bool breakfast_first = day_.shared.free && perhaps(0.45);
  const auto breakfast = [&] {
    writer_.stay(writer_.room(RoomKind::kitchen), how_long(8min, 0.4), Doing::cook);
    eat(how_long(day_.shared.free ? 20min : 10min, 0.35));
  };
  if (!breakfast_first || perhaps(0.4)) {
    writer_.stay(writer_.room(RoomKind::bedroom), how_long(3min, 0.5), Doing::dress);
  }
  if (breakfast_first) breakfast();
  writer_.stay(writer_.room(RoomKind::bath), how_long(15min, 0.35), Doing::wash);
  writer_.stay(writer_.room(RoomKind::bedroom), how_long(5min, 0.5), Doing::dress);
  if (!breakfast_first) breakfast();
}

void Day::eat(Minutes how_long) {
  const bool in_kitchen = !day_.shared.company_until && perhaps(day_.shared.free ? 0.3 : 0.5);
  const bool has_dining = writer_.has(RoomKind::dining);
  const RoomKind otherwise = has_dining || perhaps(0.5) ? RoomKind::dining : RoomKind::kitchen;
  const RoomKind where = in_kitchen ? RoomKind::kitchen : otherwise;
  const Doing doing = day_.shared.company_until ? Doing::company : Doing::eat;
  writer_.stay(writer_.room(where), how_long, doing);
}

void Day::go_out(const Outing& outing) {
  if (outing.returns <= writer_.now()) return;
  writer_.stay(writer_.room(RoomKind::hall), how_long(1.6min, 0.4), Doing::go_out);
  writer_.out_until(outing.returns);
  writer_.stay(writer_.room(RoomKind::hall), how_long(0.9min, 0.5), Doing::pass);
}

void Day::free_time_until(Instant until) {
  std::array<double, room_kinds> weights = house_.people[day_.person].pastime;
  while (writer_.now() < until) {
    const bool evening = clock_at(place_.zone, day_.date, writer_.now()) > 18h;
    const std::size_t kind = writer_.rng().pick(weights);
    const Pastime& pastime = pastimes[kind];
    const Minutes median = evening ? pastime.in_evening : pastime.by_day;
    Doing doing = pastime.doing;
    if (kind == 0 && perhaps(evening ? 0.8 : 0.25)) doing = Doing::watch;
    const Instant leave = writer_.now() + to_time(how_long(median, pastime.spread));
    const bool nearly_over = until - leave < 6min;
    writer_.stay_until(writer_.room(static_cast<RoomKind>(kind)),
                       nearly_over ? until : std::min(leave, until), doing);
  }
}

void Day::lunch() {
  writer_.stay(writer_.room(RoomKind::kitchen), how_long(14min, 0.4), Doing::cook);
  eat(how_long(18min, 0.35));
}

void Day::errands_until(Instant until) {
  std::vector<Instant> starts;
  for (int i = 0; i < day_.errands; ++i) {
    const Instant opens = std::max(writer_.now(), at(9h + 20min));
    if (opens + 1h > until) return free_time_until(until);
    starts.push_back(opens + to_time((until - opens) * writer_.rng().uniform(0.0, 0.85)));
  }
  std::sort(starts.begin(), starts.end());
  for (const Instant start : starts) {
    free_time_until(start);
    const Instant back = writer_.now() + to_time(how_long(day_.shared.free ? 140min : 75min, 0.6));
    go_out({writer_.now(), std::min(back, until)});
  }
  free_time_until(until);
}

void Day::work_or_home() {
  const Instant before_dinner = day_.dinner - to_time(how_long(35min, 0.2));
  const Instant noon = at(near(writer_.rng(), 12h + 35min, 20min));
  if (day_.work) {
    free_time_until(day_.work->leaves);
    go_out(*day_.work);
  } else if (day_.works_at_home) {
    writer_.stay_until(writer_.room(RoomKind::office), noon, Doing::work);
    lunch();
    writer_.stay_until(writer_.room(RoomKind::office), at(house_.people[day_.person].returns),
                       Doing::work);
  } else if (writer_.now() < noon) {
    const bool out_at_noon = day_.errands > 0 && perhaps(0.3);
    if (!out_at_noon) {
      free_time_until(noon);
      lunch();
    }
  }
  errands_until(before_dinner);
}

void Day::dinner() {
  const bool cooks = day_.person == day_.shared.cook;
  const bool away = day_.night_out && day_.night_out->leaves < day_.dinner + 20min;
  if (away) return;
  if (writer_.now() > day_.dinner + 40min) {  // came home late: eats alone
    writer_.stay(writer_.room(RoomKind::kitchen), how_long(18min, 0.4), Doing::cook);
    return;
  }
  if (cooks) {
    writer_.stay_put_until(writer_.room(RoomKind::kitchen), day_.dinner, Doing::cook);
  } else {
    free_time_until(day_.dinner);
  }
  eat(how_long(day_.shared.company_until ? 85min : 27min, 0.3));
  if (cooks) writer_.stay(writer_.room(RoomKind::kitchen), how_long(13min, 0.4), Doing::chore);
}

void Day::evening() {
  if (day_.night_out) {
    free_time_until(day_.night_out->leaves);
    go_out(*day_.night_out);
  } else if (day_.shared.company_until && !house_.people[day_.person].child) {
    writer_.stay_until(writer_.room(RoomKind::living), at(*day_.shared.company_until),
                       Doing::company);
  }
  free_time_until(day_.bed);
}

void Day::bedtime() {
  writer_.stay(writer_.room(RoomKind::bath), how_long(8min, 0.35), Doing::bedtime);
  if (perhaps(0.75)) {
    writer_.stay(writer_.room(RoomKind::bedroom), how_long(13min, 0.8), Doing::bedtime);
  }
}

}  // namespace

void write_day(DiaryWriter& writer, const House& house, const Place& place, const PersonDay& day) {
  Day parts(writer, house, place, day);
  const auto at = [&](Minutes clock) { return instant_at(place.zone, day.date, clock); };
  switch (day.shared.trip) {
    case Trip::away:
      return;
    case Trip::returns:
      writer.out_until(at(17h + 20min));
      break;
    case Trip::departs:
      parts.morning();
      writer.stay(writer.room(RoomKind::hall), 4min, Doing::go_out);
      writer.out_until(writer.now());
      return;
    case Trip::none:
      parts.morning();
      parts.work_or_home();
      break;
  }
  parts.dinner();
  parts.evening();
  parts.bedtime();
}

namespace {

/// Late evenings cluster: a weighted sum of the last days' own random numbers, variance 1. A moving
/// sum needs no state, so a date does not depend on the start of the simulation.
double mood(std::uint64_t seed, Date day) {
  constexpr std::array weights{0.85, 0.43, 0.3};
  double sum = 0.0;
  for (std::size_t back = 0; back < weights.size(); ++back) {
    Rng rng = chance_of(seed, Purpose::mood, plus_days(day, -static_cast<int>(back)));
    sum += weights[back] * rng.normal();
  }
  return sum;
}

/// Nights of a trip that starts on `day`, 0 for none.
int nights_of_trip(const House& house, std::uint64_t seed, Date day) {
  Rng rng = chance_of(seed, Purpose::trips, day);
  if (!happens(rng, house.trips_a_year / 365.0)) return 0;
  return 1 + static_cast<int>(rng.below(4));
}

Trip trip_on(const House& house, std::uint64_t seed, Date day) {
  if (house.trips_a_year <= 0.0) return Trip::none;
  for (int back = 4; back >= 1; --back) {  // a trip in progress takes precedence over a new one
    const int nights = nights_of_trip(house, seed, plus_days(day, -back));
    if (nights == back) return Trip::returns;
    if (nights > back) return Trip::away;
  }
  return nights_of_trip(house, seed, day) > 0 ? Trip::departs : Trip::none;
}

std::size_t cook_of(const House& house, Rng& rng) {
  const auto adults = std::count_if(house.people.begin(), house.people.end(),
                                    [](const Person& person) { return !person.child; });
  return adults > 0 ? rng.below(static_cast<std::uint64_t>(adults)) : 0;  // adults come first
}

}  // namespace

bool is_free(const House& house, Date day) {
  const unsigned weekday = weekday_of(day);
  return weekday == 0 || weekday == 6 ||
         std::find(house.holidays.begin(), house.holidays.end(), day) != house.holidays.end();
}

HouseDay house_day(const House& house, std::uint64_t seed, Date day) {
  Rng rng = chance_of(seed, Purpose::house_day, day);
  const bool free = is_free(house, day);
  const bool free_tomorrow = is_free(house, plus_days(day, 1));
  const Minutes late = 24min * mood(seed, day);
  const Minutes dinner = near(rng, free ? 18h + 55min : 18h + 35min, 18min) + 0.4 * late;
  const std::size_t cook = cook_of(house, rng);
  const double busy = house.company_a_week / 7.0 * (free_tomorrow ? 2.2 : 0.5);
  const bool company = happens(rng, busy);
  const Minutes until = near(rng, free_tomorrow ? 23h + 40min : 22h + 30min, 30min);
  return {.date = day,
          .free = free,
          .free_tomorrow = free_tomorrow,
          .late = late,
          .dinner = dinner,
          .cook = cook,
          .company_until = company ? std::optional(until) : std::nullopt,
          .trip = trip_on(house, seed, day)};
}

std::vector<Date> usual_holidays(Date from, int days) {
  constexpr std::array<std::pair<unsigned, unsigned>, 6> kept{
      {{1, 1}, {7, 4}, {12, 24}, {12, 25}, {12, 26}, {12, 31}}};
  std::vector<Date> holidays;
  for (int i = -3; i <= days + 3; ++i) {
    const Date day = plus_days(from, i);
    const std::pair<unsigned, unsigned> at{static_cast<unsigned>(day.month()),
                                           static_cast<unsigned>(day.day())};
    if (std::find(kept.begin(), kept.end(), at) != kept.end()) holidays.push_back(day);
  }
  return holidays;
}

Instant instant_at(const TimeZone& zone, Date day, Minutes clock) {
  const LocalTime wanted = LocalTime(LocalDay(day)) + to_time(clock);
  const Instant guess = zone.start_of_day(day) + to_time(clock);
  // If the clocks changed since midnight, the guess has another local time.
  const Instant corrected = guess - (zone.local(guess) - wanted);
  return zone.local(corrected) == wanted ? corrected : guess;
}

Minutes clock_at(const TimeZone& zone, Date day, Instant at) {
  return zone.local(at) - LocalTime(LocalDay(day));
}

unsigned weekday_of(Date day) { return std::chrono::weekday(LocalDay(day)).c_encoding(); }

}  // namespace lamplighter::simulation
