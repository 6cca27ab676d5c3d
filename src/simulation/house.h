// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "core/random.h"
#include "core/reading.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::simulation {

/// Fractional minutes: a local time since midnight (25 h is 01:00 of the next day), or a duration.
using Minutes = std::chrono::duration<double, std::ratio<60>>;

enum class RoomKind : std::uint8_t { living, kitchen, dining, bath, bedroom, hall, office };

inline constexpr std::size_t room_kinds = 7;

/// The use of a lamp: `main` lights the room, `reading` one chair, bed or worktop, `timer` is
/// switched by a timer only.
enum class LampUse : std::uint8_t { main, reading, timer };

/// The hours of a timer lamp; the same to the second every day.
struct TimerHours {
  Minutes on;
  Minutes off;
};

struct Lamp {
  std::string name;
  Lux size;  ///< lux at the room's sensor, warm and undimmed
  LampUse use;
  std::chrono::seconds warm_up{0};  ///< time constant from 55 % at switch-on to full; 0 = instant
  bool dims = false;
  std::optional<TimerHours> timer{};
};

/// The direction, seen from the sensor, from which the sun shines through the window: a patch of
/// direct sun.
struct SunPatch {
  double azimuth, elevation;  ///< of its centre, degrees
  double width, height;       ///< degrees
  double share;               ///< of the direct beam
  double edge;                ///< degrees over which it appears and disappears
};

struct Window {
  double facing;              ///< degrees clockwise from north
  double sky_share;           ///< lux at the sensor per lux of sky and ground light on the window
  double sun_share;           ///< lux at the sensor per lux of direct sun on the window
  double middle_share;        ///< lux in the middle of the room per lux on the window
  double horizon = 3.0;       ///< elevation in degrees below which a house or tree blocks the sun
  double curtains = 1.0;      ///< share that closed curtains let through; 1 = no curtains
  bool drawn_by_day = false;  ///< curtains are also closed against the sun and opened again
  std::vector<SunPatch> patches{};
};

/// Light from another room's lamps that enters through a door.
struct Spill {
  std::size_t from;            ///< index of the room it comes from
  double share;                ///< of that room's lamp light, as measured by its own sensor
  bool shut_at_night = false;  ///< the door is closed at bedtime
};

struct Room {
  RoomName name;
  RoomKind kind;
  bool watched = true;  ///< has a sensor; the others are used but not reported
  std::vector<Lamp> lamps{};
  std::optional<Window> window{};
  std::vector<Spill> spills{};
  double shadows_an_hour = 0.15;  ///< how often someone stands between lamp and sensor
};

/// One person's habits; times are means in local time.
struct Person {
  std::size_t bedroom;
  bool child = false;
  Minutes wake{}, wake_free{};  ///< on working days and on free days
  Minutes bed{}, bed_free{};    ///< before working days and before free days
  Minutes spread{};             ///< standard deviation of the person's own variation
  std::array<bool, 7> works{};  ///< away at work or school, by weekday, Sunday first
  Minutes leaves{}, returns{};
  double home_office = 0.0;  ///< share of working days spent in the office at home
  double nights_out_a_week = 0.5;
  double errands_a_day = 0.4;                ///< mean number of outings in addition to work
  double needs_light = 1.0;                  ///< above 1: switches lamps on earlier
  double tidy = 0.9;                         ///< probability of switching off when leaving a room
  std::array<double, room_kinds> pastime{};  ///< weight of each kind of room in free time
};

/// A house and its residents. The same house can be simulated in any season.
struct House {
  std::vector<Room> rooms;
  std::vector<Person> people;
  std::vector<Date> holidays;   ///< free days besides weekends
  double trips_a_year = 0.0;    ///< one to four nights with the house empty
  double company_a_week = 0.4;  ///< evenings with guests
  double night_lamp = 0.01;     ///< probability of a night with a lamp left on
};

/// The purposes of random numbers. Each (seed, purpose, date, who) has its own generator, so a day
/// does not depend on the start of the simulation. The order of the enumerators determines the
/// meaning of a seed.
enum class Purpose : std::uint8_t {
  house,
  mood,
  house_day,
  person_day,
  lamps,
  weather,
  curtains,
  shadows,
  sensor,
  trips,
  shape,
};

/// The generator for one day and one person, room or sensor.
Rng chance_of(std::uint64_t seed, Purpose purpose, Date day, std::size_t who = 0);

/// The generator for values that do not depend on the day.
Rng chance_of(std::uint64_t seed, Purpose purpose, std::size_t who = 0);

bool happens(Rng& rng, double probability);

/// Normal around `centre`, truncated at three standard deviations.
Minutes near(Rng& rng, Minutes centre, Minutes deviation);

/// Log-normal with the given median; `spread` is the standard deviation of the logarithm, truncated
/// at two and a half of them.
Minutes about(Rng& rng, Minutes median, double spread);

/// Exponential with this mean: the time until a random event.
Minutes waiting(Rng& rng, Minutes mean);

/// Rounds to whole milliseconds, so that differences in the last bit of exp() between libraries
/// have no effect.
std::chrono::microseconds to_time(Minutes minutes);

}  // namespace lamplighter::simulation
