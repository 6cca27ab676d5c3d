// SPDX-License-Identifier: Apache-2.0
#include "simulation/daylight.h"

#include "core/require.h"
#include "core/time_zone.h"
#include "simulation/house.h"
#include "sky/sun.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds step = 2min;

/// Clear twilight on a horizontal plane, log10 of lux, every six degrees below the horizon: 3.4 lux
/// at the end of civil twilight, 0.008 of nautical, 0.0006 is starlight. (Explanatory Supplement to
/// the Astronomical Almanac.)
constexpr std::array<double, 4> twilight{2.903, 0.531, -2.1, -3.2};

double twilight_lux(double elevation) {
  const double depth = std::min(-elevation / 6.0, 2.999);
  const auto i = static_cast<std::size_t>(depth);
  const double part = depth - static_cast<double>(i);
  return std::pow(10.0, twilight[i] + (twilight[i + 1] - twilight[i]) * part);
}

double between(float a, float b, double part) {
  return static_cast<double>(a) + (static_cast<double>(b) - static_cast<double>(a)) * part;
}

double part_of(Instant at, Instant from, Instant until) {
  return std::chrono::duration<double>(at - from) / std::chrono::duration<double>(until - from);
}

}  // namespace

ClearSky sky_at(double elevation) {
  if (elevation <= 0.0) {
    const double lux = twilight_lux(elevation);
    return {.beam = 0.0, .clear = lux, .partly = 0.375 * lux, .overcast = 0.375 * lux};
  }
  const double sine = std::sin(elevation * radians);
  // Relative air mass after Kasten and Young (1989); extinction 0.21 and the three skies: RP-21.
  const double mass = 1.0 / (sine + 0.50572 * std::pow(elevation + 6.07995, -1.6364));
  return {.beam = 127'500.0 * std::exp(-0.21 * mass),
          .clear = 800.0 + 15'500.0 * std::sqrt(sine),
          .partly = 300.0 + 45'000.0 * sine,
          .overcast = 300.0 + 21'000.0 * sine};
}

Outdoors::Outdoors(const Place& place, const Climate& climate, std::uint64_t seed, Instant from,
                   Instant until)
    : from_(from), clouds_(weather(climate, seed, from, until)) {
  std::uint32_t cloud = 0;
  for (Instant at = from; at <= until + step; at += step) {
    while (cloud + 2 < clouds_.size() && clouds_[cloud + 1].at <= at) ++cloud;
    const SunPosition sun = sun_position(place.latitude, place.longitude, at);
    const double level = std::cos(sun.elevation * radians);
    const ClearSky sky = sky_at(sun.elevation);
    suns_.push_back({.east = static_cast<float>(level * std::sin(sun.azimuth * radians)),
                     .north = static_cast<float>(level * std::cos(sun.azimuth * radians)),
                     .up = static_cast<float>(std::sin(sun.elevation * radians)),
                     .beam = static_cast<float>(sky.beam),
                     .clear = static_cast<float>(sky.clear),
                     .partly = static_cast<float>(sky.partly),
                     .overcast = static_cast<float>(sky.overcast),
                     .first_cloud = cloud});
  }
}

Daylight Outdoors::at(Instant at) const {
  const auto index = static_cast<std::size_t>((at - from_) / step);
  require(at >= from_ && index + 1 < suns_.size(),
          "daylight was requested outside the simulated days");
  const SunKnot& a = suns_[index];
  const SunKnot& b = suns_[index + 1];
  const double part = part_of(at, from_ + step * index, from_ + step * (index + 1));
  std::size_t cloud = a.first_cloud;
  while (cloud + 2 < clouds_.size() && clouds_[cloud + 1].at <= at) ++cloud;
  const CloudKnot& c = clouds_[cloud];
  const CloudKnot& d = clouds_[cloud + 1];
  const double passed = std::clamp(part_of(at, c.at, d.at), 0.0, 1.0);

  const double clouds = between(c.clouds, d.clouds, passed);
  const double clear = between(a.clear, b.clear, part);
  const double partly = between(a.partly, b.partly, part);
  const double overcast = between(a.overcast, b.overcast, part);
  const double sky = clouds < 0.5 ? clear + (partly - clear) * 2.0 * clouds
                                  : partly + (overcast - partly) * (2.0 * clouds - 1.0);
  return {.east = between(a.east, b.east, part),
          .north = between(a.north, b.north, part),
          .up = between(a.up, b.up, part),
          .beam = between(a.beam, b.beam, part) * between(c.beam, d.beam, passed),
          .sky = sky * between(c.brightness, d.brightness, passed),
          .clouds = clouds};
}

// Weather consists of spells of one kind of sky. Spells cluster: each day draws a mean cloudiness
// that is correlated with the previous days. In a spell of broken cloud the edge of a cloud crosses
// the sun in 5 to 40 seconds, as for cumulus at 5 to 15 m/s with a sun half a degree wide and
// ragged edges.
namespace {

/// Persistence of the weather from day to day: normal, variance about 1, by UTC date.
double front(std::uint64_t seed, Date day) {
  constexpr std::array weights{0.75, 0.55, 0.35};
  double sum = 0.0;
  for (std::size_t back = 0; back < weights.size(); ++back) {
    Rng rng = chance_of(seed, Purpose::weather, plus_days(day, -static_cast<int>(back)), 1);
    sum += weights[back] * rng.normal();
  }
  return sum;
}

/// The kind of sky at a quantile (0 … 1, clear to overcast) of the climate's shares.
SkyKind kind_at(const Climate& climate, double quantile) {
  double total = 0.0;
  for (const double weight : climate.weights) total += weight;
  double left = quantile * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < sky_kinds; ++i) {
    if (climate.weights[i] <= 0.0) continue;
    last = i;
    if (left < climate.weights[i]) break;
    left -= climate.weights[i];
  }
  return static_cast<SkyKind>(last);
}

/// Converts normal to uniform, approximately (a logistic curve).
double quantile_of(double normal) { return 1.0 / (1.0 + std::exp(-1.702 * normal)); }

class Spell {
 public:
  Spell(Rng& rng, std::vector<CloudKnot>& knots) : rng_(rng), knots_(knots) {}

  void write(SkyKind kind, Instant from, Instant until) {
    switch (kind) {
      case SkyKind::clear:
        return wander(from, until, 25min, 0.97, 0.03, 0.03, 0.02);
      case SkyKind::thin:
        return wander(from, until, 4min, 0.6, 0.2, 0.35, 0.08);
      case SkyKind::broken:
        return broken(from, until);
      case SkyKind::overcast:
        return wander(from, until, 6min, 0.005, 0.005, 0.97, 0.32);
    }
  }

 private:
  void add(Instant at, double beam, double clouds, double brightness) {
    knots_.push_back({at, static_cast<float>(std::clamp(beam, 0.0, 1.0)),
                      static_cast<float>(std::clamp(clouds, 0.0, 1.0)),
                      static_cast<float>(brightness)});
  }

  /// A slow random variation around a mean, with one knot per step.
  void wander(Instant from, Instant until, Minutes step, double beam, double beam_spread,
              double clouds, double spread) {
    double a = rng_.normal();
    double b = rng_.normal();
    for (Instant at = from; at < until; at += to_time(step * rng_.uniform(0.7, 1.3))) {
      add(at, beam + beam_spread * a, clouds, std::exp(spread * b));
      constexpr double keep = 0.85;
      const double fresh = std::sqrt(1.0 - keep * keep);
      a = keep * a + fresh * rng_.normal();
      b = keep * b + fresh * rng_.normal();
    }
  }

  void broken(Instant from, Instant until) {
    const Minutes gap = about(rng_, 4min, 0.5);
    const Minutes cloud = about(rng_, 3min, 0.5);
    Instant at = from;
    while (at < until) {
      const double in_sun = rng_.uniform(0.9, 1.0);
      const double in_cloud = rng_.uniform(0.02, 0.35);
      const double bright = rng_.uniform(0.95, 1.15);
      const double dark = rng_.uniform(0.7, 1.1);
      add(at, in_sun, 0.4, bright);
      at += to_time(about(rng_, gap, 0.8));
      add(at, in_sun, 0.4, bright);
      at += to_time(Minutes(rng_.uniform(0.08, 0.7)));
      add(at, in_cloud, 0.6, dark);
      at += to_time(about(rng_, cloud, 0.8));
      add(at, in_cloud, 0.6, dark);
      at += to_time(Minutes(rng_.uniform(0.08, 0.7)));
    }
    while (!knots_.empty() && knots_.back().at >= until) knots_.pop_back();
  }

  Rng& rng_;
  std::vector<CloudKnot>& knots_;
};

/// Transition time from one kind of sky to the next.
constexpr Minutes change = 12min;

void write_day(const Climate& climate, std::uint64_t seed, Date day,
               std::vector<CloudKnot>& knots) {
  Rng rng = chance_of(seed, Purpose::weather, day);
  const double mean = front(seed, day);
  const Instant end = Instant(LocalDay(plus_days(day, 1)).time_since_epoch());
  Instant at = Instant(LocalDay(day).time_since_epoch());
  while (at < end) {
    const Instant next =
        std::min(end, at + to_time(about(rng, Minutes(60.0 * climate.spell_hours), 0.6)));
    const SkyKind kind = kind_at(climate, quantile_of(0.85 * mean + 0.55 * rng.normal()));
    Spell(rng, knots).write(kind, at, std::max(at + 1min, next - to_time(change)));
    at = std::max(next, at + 1min);
  }
}

}  // namespace

std::vector<CloudKnot> weather(const Climate& climate, std::uint64_t seed, Instant from,
                               Instant until) {
  std::vector<CloudKnot> knots;
  const auto day_of = [](Instant at) {
    return LocalDay(std::chrono::floor<std::chrono::days>(at).time_since_epoch());
  };
  for (LocalDay day = day_of(from) - std::chrono::days(1);
       day <= day_of(until) + std::chrono::days(1); day += std::chrono::days(1)) {
    write_day(climate, seed, Date(day), knots);
  }
  return knots;
}

namespace {

constexpr double ground_reflects = 0.2;

/// Rises from 0 to 1 over `edge` degrees around `border`.
double beyond(double angle, double border, double edge) {
  return std::clamp((angle - border) / edge + 0.5, 0.0, 1.0);
}

/// 1 within `size` around the middle, falling to 0 over `edge` on both sides.
double within(double off_middle, double size, double edge) {
  return beyond(size / 2.0, std::abs(off_middle), edge);
}

double patch_share(const SunPatch& patch, double azimuth, double elevation) {
  const double off = std::remainder(azimuth - patch.azimuth, 360.0);
  return patch.share * within(off, patch.width, patch.edge) *
         within(elevation - patch.elevation, patch.height, patch.edge);
}

double patches_share(const Window& window, const Daylight& outside) {
  const double azimuth = std::atan2(outside.east, outside.north) / radians;
  const double elevation = std::asin(std::clamp(outside.up, -1.0, 1.0)) / radians;
  double share = 0.0;
  for (const SunPatch& patch : window.patches) share += patch_share(patch, azimuth, elevation);
  return share;
}

}  // namespace

WindowLight daylight_through(const Window& window, const Daylight& outside) {
  if (outside.sky < 1e-3) return {0.0, 0.0};
  const double facing_east = std::sin(window.facing * radians);
  const double facing_north = std::cos(window.facing * radians);
  const double towards = outside.east * facing_east + outside.north * facing_north;
  // From an overcast sky a wall gets 0.396 of what a horizontal plane gets; from a blue sky more
  // near the sun.
  const double sky = outside.sky * (0.396 + 0.3 * (1.0 - outside.clouds) * towards);
  const double clear_of_roofs =
      outside.beam > 0.0 ? beyond(outside.up / radians, window.horizon, 1.2) : 0.0;
  const double beam = outside.beam * clear_of_roofs;
  const double ground =
      0.5 * ground_reflects * (outside.sky + outside.beam * std::max(0.0, outside.up));
  const double sun = beam * std::max(0.0, towards);
  double at_sensor = window.sky_share * (sky + ground) + window.sun_share * sun;
  if (beam > 0.0 && !window.patches.empty()) at_sensor += beam * patches_share(window, outside);
  return {at_sensor, window.middle_share * (sky + ground + 0.3 * sun)};
}

Interior::Interior(const House& house, std::span<const Stay> stays, const Outdoors& outdoors)
    : house_(house), outdoors_(outdoors), curtains_(house.rooms.size()) {
  for (std::size_t i = 0; i < house.rooms.size(); ++i) {
    curtains_[i] = move_curtains(house.rooms[i], i, stays, outdoors);
  }
}

WindowLight Interior::at(std::size_t room, Instant at) const {
  const std::optional<Window>& window = house_.rooms[room].window;
  if (!window) return {0.0, 0.0};
  WindowLight light = daylight_through(*window, outdoors_.at(at));
  const std::vector<CurtainMove>& moves = curtains_[room];
  const auto next =
      std::upper_bound(moves.begin(), moves.end(), at,
                       [](Instant wanted, const CurtainMove& move) { return wanted < move.at; });
  if (next == moves.begin()) return light;
  const double share = std::prev(next)->share;
  return {light.at_sensor * share, light.in_middle * share};
}

namespace {

using namespace std::chrono_literals;

constexpr double dark_outside = 400.0;   ///< lux of sky below which curtains are closed at night
constexpr double light_outside = 900.0;  ///< lux of sky above which they are opened
constexpr double hot_sun = 9'000.0;  ///< lux of sun on the window above which curtains are closed

class CurtainHand {
 public:
  CurtainHand(const Room& room, const Outdoors& outdoors, std::vector<CurtainMove>& moves)
      : room_(room), outdoors_(outdoors), moves_(moves) {}

  void during(const Stay& stay) {
    Rng rng = Rng(stay.chance).fork(1);
    if (room_.kind == RoomKind::bedroom) return in_bedroom(stay, rng);
    for (Instant at = stay.from; at < stay.until; at += to_time(Minutes(rng.uniform(4, 12)))) {
      look(at, rng);
    }
  }

 private:
  [[nodiscard]] bool drawn() const { return !moves_.empty() && moves_.back().share < 1.0; }

  void draw(Instant at, double share) {
    if (!moves_.empty() && at <= moves_.back().at) return;
    moves_.push_back({at, share});
  }

  void in_bedroom(const Stay& stay, Rng& rng) {
    const double sky = outdoors_.at(stay.from).sky;
    if (stay.doing == Doing::bedtime || stay.doing == Doing::sleep) {
      asleep_until_ = std::max(asleep_until_, stay.until);
      if (!drawn()) draw(stay.from + 4s, room_.window->curtains);
      return;
    }
    const bool somebody_sleeps = stay.from < asleep_until_;
    if (drawn() && !somebody_sleeps && sky > light_outside) {
      draw(stay.from + to_time((stay.until - stay.from) * rng.uniform(0.05, 0.9)), 1.0);
    }
  }

  void look(Instant at, Rng& rng) {
    const Daylight outside = outdoors_.at(at);
    const double sun = daylight_through(*room_.window, outside).at_sensor;
    const double sun_without =
        daylight_through(*room_.window, {outside.east, outside.north, outside.up, 0.0, outside.sky,
                                         outside.clouds})
            .at_sensor;
    const bool dazzled = sun - sun_without > room_.window->sun_share * hot_sun;
    if (drawn() && outside.sky > light_outside && !(against_sun_ && dazzled)) {
      against_sun_ = false;
      if (happens(rng, 0.7)) draw(at, 1.0);
    } else if (!drawn() && outside.sky < dark_outside && happens(rng, 0.35)) {
      draw(at, room_.window->curtains);
    } else if (!drawn() && room_.window->drawn_by_day && dazzled && happens(rng, 0.4)) {
      against_sun_ = true;
      draw(at, rng.uniform(room_.window->curtains, 0.7));
    }
  }

  const Room& room_;
  const Outdoors& outdoors_;
  std::vector<CurtainMove>& moves_;
  Instant asleep_until_{};
  bool against_sun_ = false;
};

}  // namespace

std::vector<CurtainMove> move_curtains(const Room& room, std::size_t index,
                                       std::span<const Stay> stays, const Outdoors& outdoors) {
  std::vector<CurtainMove> moves;
  if (!room.window || room.window->curtains >= 1.0) return moves;
  CurtainHand hand(room, outdoors, moves);
  for (const Stay& stay : stays) {
    if (stay.room == index) hand.during(stay);
  }
  return moves;
}

}  // namespace lamplighter::simulation
