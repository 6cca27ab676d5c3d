// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"
#include "core/time_zone.h"
#include "simulation/house.h"
#include "sky/sun.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lamplighter::simulation {

/// What a person does in a room; it determines the lamps they need.
enum class Doing : std::uint8_t {
  sleep,
  bedtime,
  dress,
  wash,
  cook,
  eat,
  company,
  watch,
  read,
  work,
  chore,
  fetch,
  pass,
  go_out,
};

/// A person in one room, from reaching its switch to leaving it. Between two stays the person is
/// walking or out of the house.
struct Stay {
  std::size_t person;
  std::size_t room;
  Instant from;
  Instant until;
  Doing doing;
  bool back_soon;        ///< leaves only for a moment
  std::uint64_t chance;  ///< random number that determines what the person does with the lamps

  friend bool operator==(const Stay&, const Stay&) = default;
};

/// The stays of all people from `from` to `until`, sorted by begin; those of one person never
/// overlap. They depend only on seed, house and dates, not on the light, and a day does not depend
/// on the start of the span. Requires: days > 0.
std::vector<Stay> live(const House& house, const Place& place, Date from, int days,
                       std::uint64_t seed);

/// Writes one person's stays in order: inserts walks from room to room, partly through the hall,
/// and interrupts long stays with short visits to other rooms.
class DiaryWriter {
 public:
  /// Requires: `house` outlives the writer.
  DiaryWriter(const House& house, std::size_t person, std::vector<Stay>& stays);

  /// Sets the random generator; called at the start of each day.
  void use(Rng rng) { rng_ = rng; }
  Rng& rng() { return rng_; }

  [[nodiscard]] Instant now() const { return now_; }

  /// Adds nothing until `at`; for the start and for time out of the house.
  void out_until(Instant at);

  /// Goes to the room and stays for `how_long`.
  void stay(std::size_t room, Minutes how_long, Doing doing);

  /// Goes to the room and stays until `until`, with short visits elsewhere; does nothing if that
  /// time has passed.
  void stay_until(std::size_t room, Instant until, Doing doing);

  /// Like stay_until, without visits: for a person who sleeps, or is bound to the room.
  void stay_put_until(std::size_t room, Instant until, Doing doing);

  [[nodiscard]] bool has(RoomKind kind) const { return !rooms_of(kind).empty(); }

  /// A room of that kind: the only one, or a random one of several; the living room if the house
  /// has none. For bedrooms, the person's own.
  std::size_t room(RoomKind kind);

 private:
  void walk_to(std::size_t room);
  void add(std::size_t room, Instant until, Doing doing, bool back_soon);
  void visit();
  [[nodiscard]] std::vector<std::size_t> rooms_of(RoomKind kind) const;

  const House& house_;
  std::size_t person_;
  std::vector<Stay>& stays_;
  Rng rng_{0};
  Instant now_{};
  std::optional<std::size_t> here_;
};

enum class Trip : std::uint8_t { none, departs, away, returns };

/// What all residents share on one day: a late evening affects every room.
struct HouseDay {
  Date date;
  bool free;  ///< weekend or holiday
  bool free_tomorrow;
  Minutes late;      ///< how much later than usual everyone's evening is; may be negative
  Minutes dinner;    ///< local time
  std::size_t cook;  ///< index of the person who cooks
  std::optional<Minutes> company_until;  ///< guests for dinner, until this time
  Trip trip;
};

/// Saturdays, Sundays and the house's holidays.
bool is_free(const House& house, Date day);

/// The shared day of a date; depends only on seed, house and date.
HouseDay house_day(const House& house, std::uint64_t seed, Date day);

/// The default holidays: New Year's Day, 4 July, 24 to 26 and 31 December (chosen by us, because
/// calendars differ).
std::vector<Date> usual_holidays(Date from, int days);

/// The instant at which the local time is `clock` since the midnight at the start of `day`; 25 h is
/// 01:00 of the next day. If the hour occurs twice, its first occurrence; if it does not exist, as
/// long after midnight as the clock would show.
Instant instant_at(const TimeZone& zone, Date day, Minutes clock);

/// The local time, in minutes since the midnight at the start of `day`; may be above 24 h.
Minutes clock_at(const TimeZone& zone, Date day, Instant at);

/// 0 for Sunday … 6 for Saturday.
unsigned weekday_of(Date day);

/// From leaving the house to returning.
struct Outing {
  Instant leaves;
  Instant returns;
};

/// The times of one person's day; the time in between is free.
struct PersonDay {
  HouseDay shared;
  Date date;
  std::size_t person;
  Instant wake;
  std::optional<Outing> work;
  std::optional<Outing> night_out;
  bool works_at_home;
  int errands;
  Instant dinner;
  Instant bed;
};

/// The appointments of that day. Uses random numbers from `rng` only.
PersonDay person_day(const House& house, const Place& place, const HouseDay& shared,
                     const HouseDay& yesterday, std::size_t person, Rng& rng);

/// Writes the day from waking up to falling asleep. `place` is for local times in between.
void write_day(DiaryWriter& writer, const House& house, const Place& place, const PersonDay& day);

/// Sleeps until `wake`, on some nights with a visit to the bathroom.
void write_night(DiaryWriter& writer, const House& house, std::size_t person, Instant wake);

}  // namespace lamplighter::simulation
