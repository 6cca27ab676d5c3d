// SPDX-License-Identifier: Apache-2.0
#include "simulation/chance.h"
#include "simulation/interior.h"

#include <algorithm>

namespace lamplighter::simulation {
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
