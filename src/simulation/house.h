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

/// Minutes with a fraction: of the wall clock since local midnight (25 h is 01:00 of the next day),
/// or how long something lasts.
using Minutes = std::chrono::duration<double, std::ratio<60>>;

enum class RoomKind : std::uint8_t { living, kitchen, dining, bath, bedroom, hall, office };

inline constexpr std::size_t room_kinds = 7;

/// What a lamp is for: `main` lights the room, `reading` one chair, bed or worktop, `timer` goes by
/// the clock and nobody touches it.
enum class LampUse : std::uint8_t { main, reading, timer };

/// When a timer lamp is on; the same minute and second every day.
struct TimerHours {
  Minutes on;
  Minutes off;
};

struct Lamp {
  std::string name;
  Lux size;  ///< what it adds at the room's sensor, warm and undimmed
  LampUse use;
  std::chrono::seconds warm_up{0};  ///< time constant from 55 % at first light to full; 0 = at once
  bool dims = false;
  std::optional<TimerHours> timer{};
};

/// Where, seen from the sensor, the sun shines through the window: a direct sun patch.
struct SunPatch {
  double azimuth, elevation;  ///< of its middle, degrees
  double width, height;       ///< degrees
  double share;               ///< of the direct beam
  double edge;                ///< degrees over which it comes and goes
};

struct Window {
  double facing;              ///< degrees from north over east
  double sky_share;           ///< lux at the sensor for a lux of sky and ground on the window
  double sun_share;           ///< lux at the sensor for a lux of direct sun on the window
  double middle_share;        ///< lux in the middle of the room for a lux on the window
  double horizon = 3.0;       ///< elevation in degrees below which a house or tree hides the sun
  double curtains = 1.0;      ///< share that drawn curtains let through; 1 = there are none
  bool drawn_by_day = false;  ///< curtains are also drawn against the sun and opened again
  std::vector<SunPatch> patches{};
};

/// Lamp light that comes in from another room, through a door.
struct Spill {
  std::size_t from;            ///< index of the room it comes from
  double share;                ///< of that room's lamp light as its own sensor sees it
  bool shut_at_night = false;  ///< somebody shuts the door when going to bed
};

struct Room {
  RoomName name;
  RoomKind kind;
  bool watched = true;  ///< has a sensor; the others are lived in but not reported
  std::vector<Lamp> lamps{};
  std::optional<Window> window{};
  std::vector<Spill> spills{};
  double shadows_an_hour = 0.15;  ///< how often somebody stands between lamp and sensor
};

/// One person's habits; minutes are means on the wall clock.
struct Person {
  std::size_t bedroom;
  bool child = false;
  Minutes wake{}, wake_free{};  ///< on work days and on free days
  Minutes bed{}, bed_free{};    ///< before work days and before free days
  Minutes spread{};             ///< standard deviation of the person's own part of these
  std::array<bool, 7> works{};  ///< away at work or school, by weekday, Sunday first
  Minutes leaves{}, returns{};
  double home_office = 0.0;  ///< share of work days worked in the office at home
  double nights_out_a_week = 0.5;
  double errands_a_day = 0.4;                ///< mean number of outings on top of work
  double needs_light = 1.0;                  ///< above 1: switches on earlier
  double tidy = 0.9;                         ///< chance to switch off on leaving a room
  std::array<double, room_kinds> pastime{};  ///< weight of each kind of room in free time
};

/// A house and who lives in it. The same house lives on in any season.
struct House {
  std::vector<Room> rooms;
  std::vector<Person> people;
  std::vector<Date> holidays;   ///< free days besides weekends
  double trips_a_year = 0.0;    ///< nobody home for one to four nights
  double company_a_week = 0.4;  ///< evenings with guests
  double night_lamp = 0.01;     ///< chance of a night with a lamp left on
};

/// What a source of chance is for. Each (seed, purpose, date, who) has its own, so that a day comes
/// out the same whatever day the simulation begins on. The order is part of what a seed means.
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

/// The source for one day and one person, room or sensor.
Rng chance_of(std::uint64_t seed, Purpose purpose, Date day, std::size_t who = 0);

/// The source for what no day decides.
Rng chance_of(std::uint64_t seed, Purpose purpose, std::size_t who = 0);

bool happens(Rng& rng, double probability);

/// Normal around `centre`, cut at three standard deviations.
Minutes near(Rng& rng, Minutes centre, Minutes deviation);

/// Log-normal: half of all draws are below `median`; `spread` is the deviation of the logarithm,
/// cut at two and a half of them.
Minutes about(Rng& rng, Minutes median, double spread);

/// Exponential with this mean: how long until something that comes at random.
Minutes waiting(Rng& rng, Minutes mean);

/// The same to whole milliseconds, so that the last bit of a library's exp() cannot show.
std::chrono::microseconds to_time(Minutes minutes);

}  // namespace lamplighter::simulation
