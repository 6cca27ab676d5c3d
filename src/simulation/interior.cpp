// SPDX-License-Identifier: Apache-2.0
#include "simulation/interior.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::simulation {
namespace {

constexpr double radians = 3.14159265358979323846 / 180.0;
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

}  // namespace lamplighter::simulation
