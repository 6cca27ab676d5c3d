// SPDX-License-Identifier: Apache-2.0
#include "simulation/interior.h"

#include "simulation/chance.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::simulation {
namespace {

constexpr double ground_reflects = 0.2;

/// 0 … 1 over `edge` degrees around `border`.
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
  // An overcast sky gives a wall 0.396 of what level ground gets; a blue one more near the sun.
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

constexpr double dark_outside = 400.0;  ///< lux of sky below which curtains are drawn for the night
constexpr double light_outside = 900.0;  ///< and above which they are opened
constexpr double hot_sun = 9'000.0;      ///< lux of sun on the window worth drawing curtains for

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
