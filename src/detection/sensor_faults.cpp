// SPDX-License-Identifier: Apache-2.0
#include "detection/sensor_faults.h"

#include "core/quantiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

namespace lamplighter {
namespace {

constexpr Minutes least_stuck = 3h;
constexpr Minutes longest_shut = 20h;    // shutters, from an afternoon to noon of the next day
constexpr std::size_t least_parts = 12;  // two hours of daylight
constexpr std::size_t least_stuck_days = 4;
constexpr std::int32_t stuck_window_days = 20;
constexpr double plain_change = 20;  // in units of the daytime noise

struct Mean {
  double total = 0;
  int count = 0;
};

/// The brightness in each part of a solar day.
using Course = std::array<Mean, sundial_parts>;

/// One course per day, starting with that of the first step.
std::vector<Course> courses_of(const Light& light) {
  const std::int32_t first = light.steps.front().day();
  std::vector<Course> courses(static_cast<std::size_t>(light.steps.back().day() - first + 1));
  for (const LightStep& step : light.steps) {
    Mean& mean = courses[static_cast<std::size_t>(step.day() - first)][step.part()];
    mean.total += step.lux;
    ++mean.count;
  }
  return courses;
}

/// The parts of one day during which a value stayed the same.
struct StillParts {
  std::int32_t day;
  std::size_t first;
  std::size_t last;
};

/// How much the light changes in those parts of another day; nothing where there are too few
/// readings.
std::optional<double> change_within(const Course& course, const StillParts& parts) {
  double low = 0;
  double high = 0;
  std::size_t seen = 0;
  for (std::size_t part = parts.first; part <= parts.last; ++part) {
    if (course[part].count == 0) continue;
    const double mean = course[part].total / course[part].count;
    low = seen == 0 ? mean : std::min(low, mean);
    high = seen == 0 ? mean : std::max(high, mean);
    ++seen;
  }
  if (2 * seen < parts.last - parts.first + 1) return std::nullopt;
  return high - low;
}

/// The daylight that a constant stretch spans, day by day.
std::vector<StillParts> daylight_parts(std::span<const LightStep> still) {
  std::vector<StillParts> days;
  for (const LightStep& step : still) {
    if (step.dark()) continue;
    if (days.empty() || days.back().day != step.day()) {
      days.push_back({step.day(), step.part(), step.part()});
    }
    days.back().last = step.part();
  }
  return days;
}

class StuckSearch {
 public:
  StuckSearch(const Light& light, const LightNoise& noise)
      : light_(light), least_change_(plain_change * noise.day), dark_(noise.spread) {}

  std::vector<Stretch> run() {
    std::vector<Stretch> stuck;
    const auto& steps = light_.steps;
    for (std::size_t from = 0, until = 0; from < steps.size(); from = until) {
      for (until = from + 1; until < steps.size() && steps[until].change == 0;) ++until;
      const Instant last = steps[until - 1].at;
      if (last - steps[from].at < least_stuck) continue;
      const bool is_dark = steps[from].above_floor() <= dark_;
      if (is_dark && last - steps[from].at < longest_shut) continue;
      if (is_stuck({&steps[from], until - from})) {
        stuck.push_back({steps[from].at, last + Instant::duration(1)});
      }
    }
    return stuck;
  }

 private:
  bool is_stuck(std::span<const LightStep> still) {
    const std::vector<StillParts> days = daylight_parts(still);
    return std::ranges::any_of(days, [&](const StillParts& parts) {
      return parts.last - parts.first + 1 >= least_parts &&
             usually_changes(parts, days.front().day, days.back().day);
    });
  }

  /// Ignores the days of the constant stretch itself, `from` to `to`.
  bool usually_changes(const StillParts& parts, std::int32_t from, std::int32_t to) {
    if (courses_.empty()) courses_ = courses_of(light_);
    const std::int32_t first = light_.steps.front().day();
    const std::int32_t last = light_.steps.back().day();
    std::vector<double> changes;
    for (std::int32_t day = std::max(first, parts.day - stuck_window_days);
         day <= std::min(last, parts.day + stuck_window_days); ++day) {
      if (day >= from && day <= to) continue;
      const Course& course = courses_[static_cast<std::size_t>(day - first)];
      if (const auto change = change_within(course, parts)) changes.push_back(*change);
    }
    return changes.size() >= least_stuck_days && quantile(changes, 0.1) >= least_change_;
  }

  const Light& light_;
  double least_change_;
  double dark_;  ///< lux above the night floor
  std::vector<Course> courses_;
};

}  // namespace

std::vector<Stretch> stuck_stretches(const Light& light, const LightNoise& noise) {
  return StuckSearch(light, noise).run();
}

std::vector<Sample<Lux>> without(const std::vector<Stretch>& stretches, const Light& light) {
  std::vector<Sample<Lux>> samples;
  samples.reserve(light.steps.size());
  auto stretch = stretches.begin();
  for (const LightStep& step : light.steps) {
    while (stretch != stretches.end() && stretch->until <= step.at) ++stretch;
    if (stretch != stretches.end() && stretch->from <= step.at) continue;
    samples.push_back({step.at, Lux(step.lux)});
  }
  return samples;
}

namespace {

constexpr std::size_t least_nights = 4;
constexpr std::size_t most_nights = 6;

struct Night {
  std::int32_t night;
  double floor;
};

/// The range of the floors of some nights, without the worst outlier: a lamp may have been on all
/// night.
struct Range {
  double low;
  double high;
};

Range range_of(std::span<const Night> nights) {
  std::vector<double> floors;
  for (const Night& night : nights) floors.push_back(night.floor);
  std::vector<double> sorted = floors;
  const double middle = quantile(sorted, 0.5);
  std::ranges::sort(floors, {}, [middle](double floor) { return std::abs(floor - middle); });
  floors.pop_back();
  return {std::ranges::min(floors), std::ranges::max(floors)};
}

/// A step between two neighbouring nights.
struct FloorStep {
  std::size_t index;  ///< of the first night after it
  double before;
  double after;
  int misfits;  ///< nights that are closer to those on the other side
};

std::optional<FloorStep> step_at(std::span<const Night> nights, std::size_t index,
                                 const LightNoise& noise) {
  const std::size_t first = index > most_nights ? index - most_nights : 0;
  const std::size_t last = std::min(nights.size(), index + most_nights);
  if (index - first < least_nights || last - index < least_nights) return std::nullopt;
  const Range before = range_of(nights.subspan(first, index - first));
  const Range after = range_of(nights.subspan(index, last - index));
  const double gap = std::max(after.low - before.high, before.low - after.high);
  const double wide = std::max(before.high - before.low, after.high - after.low);
  if (gap < std::max(1.5 * noise.step, 3 * wide)) return std::nullopt;
  FloorStep step{index, (before.low + before.high) / 2, (after.low + after.high) / 2, 0};
  for (std::size_t i = first; i < last; ++i) {
    const bool like_before =
        std::abs(nights[i].floor - step.before) < std::abs(nights[i].floor - step.after);
    step.misfits += like_before != (i < index);
  }
  return step;
}

/// For each step, the position that separates the nights best.
std::vector<FloorStep> floor_steps(std::span<const Night> nights, const LightNoise& noise) {
  std::vector<FloorStep> steps;
  for (std::size_t index = 1; index < nights.size(); ++index) {
    const std::optional<FloorStep> step = step_at(nights, index, noise);
    if (!step) continue;
    const bool same = !steps.empty() && index - steps.back().index < least_nights;
    if (!same) steps.push_back(*step);
    if (same && step->misfits < steps.back().misfits) steps.back() = *step;
  }
  return steps;
}

/// The readings from a night's solar noon on.
auto from_night(const Light& light, std::int32_t night) {
  return std::ranges::lower_bound(light.steps, night, {}, &LightStep::night);
}

/// From the last reading that is certainly from the old place to the first that is certainly from
/// the new one. The light is never below the floor, so a reading below the middle of both floors is
/// from the darker place; at the brighter place, only darkness itself is certain.
Stretch stretch_of(const Light& light, const FloorStep& step, std::span<const Night> nights) {
  const double middle = (step.before + step.after) / 2;
  const double beyond = std::abs(step.after - step.before) / 2;
  const auto is_darker = [&](const LightStep& s) { return s.lux < middle; };
  const auto is_brighter = [&](const LightStep& s) {
    return s.dark() && s.lux >= middle && s.lux < std::max(step.before, step.after) + beyond;
  };
  const auto from = from_night(light, nights[step.index - 1].night);
  const auto until = from_night(light, nights[step.index].night + 1);
  auto last = from;
  auto first = until - 1;
  if (step.before < step.after) {
    for (auto it = from; it != until; ++it) last = is_darker(*it) ? it : last;
    first = std::min(first, std::find_if(last, until, is_brighter));
  } else {
    first = std::min(first, std::find_if(from, until, is_darker));
    for (auto it = from; it != first; ++it) last = is_brighter(*it) ? it : last;
  }
  if (first == last) return {last->at, last->at + Instant::duration(1)};  // may be of either
  return {last->at + Instant::duration(1), first->at};
}

}  // namespace

std::vector<Stretch> moves_of_sensor(const Light& light, const LightNoise& noise) {
  std::vector<Night> nights;
  for (const auto& [night, floor] : floors_of_nights(light)) nights.push_back({night, floor});
  std::vector<Stretch> moves;
  for (const FloorStep& step : floor_steps(nights, noise)) {
    moves.push_back(stretch_of(light, step, nights));
  }
  return moves;
}

}  // namespace lamplighter
