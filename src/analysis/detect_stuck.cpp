// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_stuck.h"

#include "analysis/quantiles.h"

#include <algorithm>
#include <array>
#include <span>

namespace lamplighter {
namespace {

constexpr Minutes least_stuck = 3h;
constexpr std::size_t least_parts = 12;  // two hours of daylight
constexpr std::size_t least_days = 4;
constexpr std::int32_t days_around = 20;
constexpr double plain_change = 20;  // in the noise of a day

struct Mean {
  double total = 0;
  int count = 0;
};

/// How light it was in each part of a solar day.
using Course = std::array<Mean, sundial_parts>;

/// One course a day, from that of the first step.
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

/// The parts of one day through which a value stayed.
struct StillParts {
  std::int32_t day;
  std::size_t first;
  std::size_t last;
};

/// By how much the light changes in those parts of another day; nothing where too little was seen.
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

/// The daylight that a still stretch goes through, day by day.
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
      : light_(light), least_change_(plain_change * noise.day) {}

  std::vector<Stretch> run() {
    std::vector<Stretch> stuck;
    const auto& steps = light_.steps;
    for (std::size_t from = 0, until = 0; from < steps.size(); from = until) {
      for (until = from + 1; until < steps.size() && steps[until].change == 0;) ++until;
      const Instant last = steps[until - 1].at;
      if (last - steps[from].at < least_stuck) continue;
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

  /// Leaves out the days of the still stretch itself, `from` to `to`.
  bool usually_changes(const StillParts& parts, std::int32_t from, std::int32_t to) {
    if (courses_.empty()) courses_ = courses_of(light_);
    const std::int32_t first = light_.steps.front().day();
    const std::int32_t last = light_.steps.back().day();
    std::vector<double> changes;
    for (std::int32_t day = std::max(first, parts.day - days_around);
         day <= std::min(last, parts.day + days_around); ++day) {
      if (day >= from && day <= to) continue;
      const Course& course = courses_[static_cast<std::size_t>(day - first)];
      if (const auto change = change_within(course, parts)) changes.push_back(*change);
    }
    return changes.size() >= least_days && quantile(changes, 0.1) >= least_change_;
  }

  const Light& light_;
  double least_change_;
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

}  // namespace lamplighter
