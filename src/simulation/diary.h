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

/// What a person does in a room; it decides which lamps are wanted.
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

/// A person in one room, from reaching its switch to leaving it. Between two stays the person walks
/// or is out of the house.
struct Stay {
  std::size_t person;
  std::size_t room;
  Instant from;
  Instant until;
  Doing doing;
  bool back_soon;        ///< leaves for a moment only
  std::uint64_t chance;  ///< settles what the person does about the lamps

  friend bool operator==(const Stay&, const Stay&) = default;
};

/// Where everybody was: the stays of all people from `from` to `until`, sorted by their begin;
/// those of one person never overlap. It depends on seed, house and dates only, not on the light,
/// and a day in the middle does not depend on where the span begins. Requires: days > 0.
std::vector<Stay> live(const House& house, const Place& place, Date from, int days,
                       std::uint64_t seed);

/// Writes one person's stays in order: walks from room to room, some of it through the hall, and
/// breaks long stays with short visits to other rooms.
class DiaryWriter {
 public:
  /// Requires: `house` outlives the writer.
  DiaryWriter(const House& house, std::size_t person, std::vector<Stay>& stays);

  /// From now on chance comes from here; said at the start of each day.
  void use(Rng rng) { rng_ = rng; }
  Rng& rng() { return rng_; }

  [[nodiscard]] Instant now() const { return now_; }

  /// Nothing happens until `at`; used at the start and for time out of the house.
  void out_until(Instant at);

  /// Goes there and stays that long.
  void stay(std::size_t room, Minutes how_long, Doing doing);

  /// Goes there and stays until then, with short visits elsewhere; nothing when it is past that.
  void stay_until(std::size_t room, Instant until, Doing doing);

  /// As stay_until, without visits: a person who sleeps, or has to be somewhere.
  void stay_put_until(std::size_t room, Instant until, Doing doing);

  [[nodiscard]] bool has(RoomKind kind) const { return !rooms_of(kind).empty(); }

  /// A room of that kind: the only one, or one of several by chance; the living room where the
  /// house has none. Bedrooms are the person's own.
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

/// What the people of a house share on one day: how late it gets is felt in every room.
struct HouseDay {
  Date date;
  bool free;  ///< weekend or holiday
  bool free_tomorrow;
  Minutes late;      ///< how much later than usual everybody's evening runs; may be negative
  Minutes dinner;    ///< on the wall clock
  std::size_t cook;  ///< index of the person who cooks
  std::optional<Minutes> company_until;  ///< guests for dinner, until then
  Trip trip;
};

/// Saturdays, Sundays and the house's holidays.
bool is_free(const House& house, Date day);

/// The day of that date; it depends on nothing but seed, house and date.
HouseDay house_day(const House& house, std::uint64_t seed, Date day);

/// The dates kept as holidays where nobody names others: New Year's Day, 4 July, 24 to 26 and 31
/// December (chosen by us, because every calendar differs).
std::vector<Date> usual_holidays(Date from, int days);

/// When the wall clock shows `clock` counted from the midnight that begins `day`; 25 h is 01:00 of
/// the next day. Where the hour comes twice, its first time; where it does not exist, as long after
/// midnight as the clock would say.
Instant instant_at(const TimeZone& zone, Date day, Minutes clock);

/// What the wall clock shows, in minutes since the midnight that begins `day`; may be above 24 h.
Minutes clock_at(const TimeZone& zone, Date day, Instant at);

/// 0 for Sunday … 6 for Saturday.
unsigned weekday_of(Date day);

/// From leaving the house to coming back.
struct Outing {
  Instant leaves;
  Instant returns;
};

/// When one person does what on one day; what lies between is free time.
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

/// The appointments of that day. Draws from `rng` only.
PersonDay person_day(const House& house, const Place& place, const HouseDay& shared,
                     const HouseDay& yesterday, std::size_t person, Rng& rng);

/// Lives the day: from waking to falling asleep. `place` is for clock times in between.
void write_day(DiaryWriter& writer, const House& house, const Place& place, const PersonDay& day);

/// Sleeps until `wake`, with a visit to the bath in some nights.
void write_night(DiaryWriter& writer, const House& house, std::size_t person, Instant wake);

}  // namespace lamplighter::simulation
