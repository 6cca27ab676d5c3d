// SPDX-License-Identifier: Apache-2.0
#include "first_splice.h"

#include "first_splice_season.h"
#include "first_splice_walk.h"
#include "planning/day_pool.h"
#include "planning/splice.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>

namespace lamplighter::trials {
namespace {

constexpr std::size_t largest_pool = 120;
constexpr int ladder = 20;
constexpr double spacing = 0.7;  // minutes between two switches of a room that were further apart

FirstFreedom freedom_of(int k) {
  FirstFreedom freedom{0.3 + 0.06 * k, 1 + 0.15 * k, {}};
  if (k >= 8) freedom.quiet = k >= 14 ? 120 : 480;
  return freedom;
}

double weight_of(const DayLight& light, const DayLight& target, double same, double width) {
  const double apart =
      (std::abs(light.sunrise - target.sunrise) + std::abs(light.sunset - target.sunset)) / 2;
  const double kind = light.kind == target.kind ? 1 : 3 / (3 + same);
  return kind * std::exp(-0.5 * (apart / width) * (apart / width));
}

/// The weights of all days, widening the range of sun minutes until enough days count.
std::vector<double> weights_of(const std::vector<HabitDay>& days, const DayLight& target) {
  const auto same =
      static_cast<double>(std::count_if(days.begin(), days.end(), [&](const HabitDay& day) {
        return day.light.kind == target.kind;
      }));
  const double enough = std::min(8.0, 0.8 * static_cast<double>(days.size()));
  std::vector<double> weights(days.size());
  double width = 30;
  for (int wider = 0; wider < 20; ++wider, width *= 1.5) {
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
      weights[i] = weight_of(days[i].light, target, same, width);
      sum += weights[i];
      squares += weights[i] * weights[i];
    }
    if (squares > 0 && sum * sum / squares >= enough) break;
  }
  return weights;
}

/// Moves switches by one curve, each by its own spread. Within two minutes they move together.
void first_warp(std::vector<HouseEvent>& switches, double strength, Rng& chance) {
  const double phase = chance.uniform();
  std::array<double, 20> knots{};
  for (double& knot : knots) knot = chance.normal();
  std::array<std::optional<std::pair<double, double>>, most_rooms> last;  // before and after
  for (std::size_t first = 0, end = 0; first < switches.size(); first = end) {
    double loose = switches[first].spread;
    for (end = first + 1; end < switches.size() && switches[end].at - switches[end - 1].at <= 2;
         ++end)
      loose = std::min(loose, switches[end].spread);
    const double place = switches[first].at / 90 + phase;
    const auto knot = static_cast<std::size_t>(place);
    const double rest = place - static_cast<double>(knot);
    const double by = strength * loose * (knots[knot] * (1 - rest) + knots[knot + 1] * rest);
    for (std::size_t i = first; i < end; ++i) {
      HouseEvent& event = switches[i];
      const double was = event.at;
      if (event.keeps == Keeps::nothing) event.at = std::max(0.05, was + by);
      auto& before = last[event.room];
      if (before) {
        const double apart = was - before->first;
        const double least = std::max(std::min(spacing, apart), event.on ? 0 : apart / 2);
        event.at = std::max(event.at, before->second + least);
      }
      before = {was, event.at};
    }
  }
  std::erase_if(switches, [](const HouseEvent& event) { return event.at >= watched_minutes; });
  std::stable_sort(switches.begin(), switches.end(),
                   [](const HouseEvent& a, const HouseEvent& b) { return a.at < b.at; });
}

class FirstSplice {
 public:
  FirstSplice(HouseHabits habits, Place place)
      : habits_(std::move(habits)),
        place_(std::move(place)),
        by_day_(first_by_day(habits_)),
        uses_(habits_.days.size()) {
    for (const HabitDay& day : habits_.days) real_.push_back(watched(day));
  }

  WatchedDay plan(Date date, Rng& chance) {
    const std::vector<FirstSource> sources = pool(day_light(place_, date), chance);
    const RoomMask lit = lit_before(date, sources, chance);
    std::size_t first = first_source(sources, lit, chance);
    std::size_t taken = first;
    WatchedDay best{date, {}};
    double best_ratio = -1;
    for (int k = 0; k < ladder && best_ratio < 1; ++k) {
      if (k >= 14) first = first_source(sources, lit, chance);
      std::vector<HouseEvent> switches = first_walk(sources, first, lit, freedom_of(k), chance);
      first_warp(switches, freedom_of(k).warp, chance);
      WatchedDay day{date, lit_minutes(switches, lit, habits_.rooms.size())};
      const double ratio = novelty(day);
      if (ratio <= best_ratio) continue;
      best_ratio = ratio;
      best = std::move(day);
      taken = first;
    }
    ++uses_[sources[taken].name];
    return planned_.emplace_back(std::move(best));
  }

 private:
  [[nodiscard]] std::vector<FirstSource> pool(const DayLight& light, Rng& chance) const {
    const std::vector<double> weights = weights_of(habits_.days, light);
    std::vector<std::size_t> names(weights.size());
    std::iota(names.begin(), names.end(), std::size_t{0});
    std::stable_sort(names.begin(), names.end(), [&](std::size_t one, std::size_t other) {
      return weights[one] > weights[other];
    });
    names.resize(std::min(names.size(), largest_pool));
    std::vector<FirstSource> sources;
    for (const std::size_t name : names) {
      const HabitDay day = first_in_season(habits_.days[name], light, by_day_, chance);
      sources.push_back({name, weights[name], day_events(day)});
    }
    return sources;
  }

  [[nodiscard]] RoomMask lit_before(Date date, const std::vector<FirstSource>& sources,
                                    Rng& chance) const {
    if (planned_.empty() || plus_days(planned_.back().date, 1) != date) {
      std::vector<double> odds;
      for (const FirstSource& source : sources) odds.push_back(source.weight);
      return sources[chance.pick(odds)].day.lit_at_start;
    }
    RoomMask lit = 0;
    for (std::size_t room = 0; room < habits_.rooms.size(); ++room) {
      const auto& spans = planned_.back().rooms[room];
      if (!spans.empty() && spans.back().until >= watched_minutes) lit |= bit_of(room);
    }
    return lit;
  }

  [[nodiscard]] std::size_t first_source(const std::vector<FirstSource>& sources, RoomMask lit,
                                         Rng& chance) const {
    const auto apart = [&](const FirstSource& source) {
      return std::popcount(source.day.lit_at_start ^ lit);
    };
    int nearest = static_cast<int>(most_rooms) + 1;
    for (const FirstSource& source : sources) nearest = std::min(nearest, apart(source));
    std::vector<double> odds;
    for (const FirstSource& source : sources) {
      const double used = std::pow(0.1, uses_[source.name]);
      odds.push_back(apart(source) == nearest ? source.weight * used : 0);
    }
    return chance.pick(odds);
  }

  /// Relative to the required novelty: 1 and more is sufficient.
  [[nodiscard]] double novelty(const WatchedDay& day) const {
    double lit = 0;
    for (const auto& spans : day.rooms)
      for (const LitMinutes& span : spans) lit += span.until - span.from;
    const double enough = std::min(1.0, static_cast<double>(real_.size()) / 8);
    const double asked = std::min(habits_.usual_distance * enough, 1.5 * lit);
    const double far = std::min(nearest_distance(day, real_), nearest_distance(day, planned_));
    return asked <= 0 ? 1 : far / asked;
  }

  HouseHabits habits_;
  Place place_;
  std::vector<double> by_day_;
  std::vector<int> uses_;
  std::vector<WatchedDay> real_;
  std::vector<WatchedDay> planned_;
};

}  // namespace

DayMaker first_splice_days(std::vector<RoomName> rooms, const Place& place) {
  return [rooms = std::move(rooms), place](std::span<const WatchedDay> learned,
                                           std::span<const Date> dates, Rng& rng) {
    std::vector<DayLight> lights;
    for (const WatchedDay& day : learned) lights.push_back(day_light(place, day.date));
    FirstSplice planner(learn_habits(rooms, learned, lights), place);
    std::vector<WatchedDay> days;
    for (const Date date : dates) days.push_back(planner.plan(date, rng));
    return days;
  };
}

}  // namespace lamplighter::trials
