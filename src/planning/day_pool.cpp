// SPDX-License-Identifier: Apache-2.0
#include "planning/day_pool.h"

#include "sky/sun.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lamplighter {
namespace {

constexpr std::size_t largest_pool = 120;
constexpr double negligible = 1e-9;  // of the heaviest
constexpr double another_kind = 0.1;
constexpr double narrowest = 30;  // minutes of sunrise and sunset
constexpr double day_begins = 240;

DayKind kind_of(Date date, const Holidays& holidays) {
  if (std::binary_search(holidays.begin(), holidays.end(), date)) return DayKind::holiday;
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};
  const bool is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  return is_weekend ? DayKind::weekend : DayKind::weekday;
}

/// What a day of another kind counts, by how many there are of the kind.
double kind_weight(DayKind kind, DayKind wanted, std::size_t same) {
  if (kind == wanted) return 1;
  const double other = another_kind / (1 + static_cast<double>(same));
  const bool is_far = wanted == DayKind::holiday && kind == DayKind::weekday;
  return is_far ? other / 3 : other;
}

double effective_number(const std::vector<PoolDay>& sources) {
  double sum = 0;
  double squares = 0;
  for (const PoolDay& source : sources) {
    sum += source.weight;
    squares += source.weight * source.weight;
  }
  return squares > 0 ? sum * sum / squares : 0;
}

double heaviest(const std::vector<PoolDay>& days) {
  double most = 0;
  for (const PoolDay& day : days) most = std::max(most, day.weight);
  return most;
}

std::vector<PoolDay> weighted(const HouseHabits& habits, const DayLight& target, double width) {
  const auto same = static_cast<std::size_t>(
      std::count_if(habits.days.begin(), habits.days.end(),
                    [&](const HabitDay& day) { return day.light.kind == target.kind; }));
  std::vector<PoolDay> sources;
  for (std::size_t i = 0; i < habits.days.size(); ++i) {
    const DayLight& light = habits.days[i].light;
    const double apart =
        (std::abs(light.sunrise - target.sunrise) + std::abs(light.sunset - target.sunset)) / 2;
    const double near = std::exp(-0.5 * (apart / width) * (apart / width));
    sources.push_back(
        {i, kind_weight(light.kind, target.kind, same) * near * habits.days[i].weight});
  }
  return sources;
}

}  // namespace

DayLight day_light(const Place& place, Date date, const Holidays& holidays) {
  const SunTimes times = sun(place, date);
  const double half = times.daylight == Daylight::up_all_day ? 720 : 0;
  const double noon = times.noon - day_begins;
  return {kind_of(date, holidays), times.sunrise ? *times.sunrise - day_begins : noon - half,
          times.sunset ? *times.sunset - day_begins : noon + half};
}

std::vector<PoolDay> day_pool(const HouseHabits& habits, const DayLight& target) {
  const double enough = std::min(8.0, 0.8 * static_cast<double>(habits.days.size()));
  double width = narrowest;
  std::vector<PoolDay> sources = weighted(habits, target, width);
  for (int wider = 0; wider < 20 && effective_number(sources) < enough; ++wider) {
    width *= 1.5;
    sources = weighted(habits, target, width);
  }
  if (sources.size() > largest_pool) {
    std::nth_element(sources.begin(), sources.begin() + largest_pool, sources.end(),
                     [](const PoolDay& a, const PoolDay& b) {
                       return std::pair(-a.weight, a.day) < std::pair(-b.weight, b.day);
                     });
    sources.resize(largest_pool);
    std::sort(sources.begin(), sources.end(),
              [](const PoolDay& a, const PoolDay& b) { return a.day < b.day; });
  }
  const double most = heaviest(sources);
  for (PoolDay& day : sources) day.weight /= most;
  std::erase_if(sources, [](const PoolDay& day) { return day.weight < negligible; });
  return sources;
}

namespace {

constexpr double once_more = 1e-5;
constexpr double most = 20;          // times, after which more or less makes no difference
constexpr double slot_minutes = 30;  // minutes of half an hour
constexpr double ahead = 120;        // minutes that are looked at

/// Minutes of one half hour of the day.
double overlap(double from, double until, std::size_t half) {
  const double begin = static_cast<double>(half) * slot_minutes;
  return std::max(0.0, std::min(until, begin + slot_minutes) - std::max(from, begin));
}

}  // namespace

void PlayCount::add(const PlayedPart& part) {
  for (std::size_t half = 0; half < halves; ++half)
    played_[part.day][half] +=
        static_cast<float>(overlap(part.from, part.until, half) / slot_minutes);
}

void PlayCount::add_due(const std::vector<std::size_t>& days, const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < days.size(); ++i) due_[days[i]] += weights[i] / total;
}

PlayCount PlayCount::beyond_due(const std::vector<std::size_t>& days) const {
  const double planned = std::accumulate(due_.begin(), due_.end(), 0.0);
  const double most_due = std::max(1.0, planned / lived_);
  PlayCount beyond(days.size(), days.size());
  for (std::size_t i = 0; i < days.size(); ++i) {
    beyond.played_[i] = played_[days[i]];
    const double due = std::min(due_[days[i]], most_due);
    for (float& half : beyond.played_[i]) half -= static_cast<float>(due);
  }
  return beyond;
}

double PlayCount::welcome(std::size_t day, double at) const {
  const double until = std::min(at + ahead, watched_minutes);
  double played = 0;
  for (std::size_t half = 0; half < halves; ++half)
    played += overlap(at, until, half) * static_cast<double>(played_[day][half]);
  return until <= at ? 1 : std::pow(once_more, std::clamp(played / (until - at), -most, most));
}

}  // namespace lamplighter
