// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_curtains.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace lamplighter {
namespace {

constexpr double alike = 0.15;       // of a size: as far as the ends of one lamp's light are apart
constexpr double same = 0.1;         // of a size: as far as the same lamp's switches are apart
constexpr std::ptrdiff_t often = 2;  // times that a size was seen, to be a lamp's
constexpr std::size_t warming_up = 3;  // readings over which a rise may take place

/// Sizes of what was switched while there was no daylight; rising.
std::vector<double> sizes_in_the_dark(const Light& light, std::span<const LampAnswer> answers) {
  std::vector<double> sizes;
  for (std::size_t t = 0; t < answers.size(); ++t) {
    const LightStep& step = light.steps[t];
    const bool is_switch = answers[t].rose || answers[t].fell;
    if (is_switch && step.dark() && !step.after_gap) sizes.push_back(std::abs(step.change));
  }
  std::ranges::sort(sizes);
  return sizes;
}

bool is_known(std::span<const double> sizes, double size) {
  const auto from = std::ranges::lower_bound(sizes, size * (1 - same));
  return std::ranges::upper_bound(sizes, size * (1 + same)) - from >= often;
}

/// Readings from `from`, `until` not included, that are said to be on.
struct OnRun {
  std::size_t from;
  std::size_t until;
};

bool has_ends(std::span<const LightStep> steps, const OnRun& run) {
  return run.from > 0 && run.until < steps.size() && !steps[run.from].after_gap &&
         !steps[run.until].after_gap;
}

bool is_by_day(std::span<const LightStep> steps, const OnRun& run) {
  return std::ranges::none_of(steps.subspan(run.from, run.until - run.from), &LightStep::dark);
}

/// Whether the ends of a run, which were seen, are no lamp's. The rise is taken at the reading that
/// makes it the most like the fall.
bool is_uneven(std::span<const LightStep> steps, const OnRun& run, std::span<const double> sizes) {
  const double before = steps[run.from - 1].above_floor();
  const double fall = steps[run.until - 1].above_floor() - steps[run.until].above_floor();
  double rise = std::numeric_limits<double>::infinity();
  for (std::size_t t = run.from; t < std::min(run.from + warming_up, run.until); ++t) {
    const double so_far = steps[t].above_floor() - before;
    if (std::abs(so_far - fall) < std::abs(rise - fall)) rise = so_far;
  }
  const float scale = std::max(steps[run.from].scale, steps[run.until].scale);
  const bool is_even =
      std::abs(rise - fall) <= alike * std::max(rise, fall) + static_cast<double>(scale);
  return !is_even && !is_known(sizes, rise) && !is_known(sizes, fall);
}

}  // namespace

void doubt_curtains(const Light& light, std::vector<LampAnswer>& answers) {
  const std::vector<double> sizes = sizes_in_the_dark(light, answers);
  const auto is_on = [](const LampAnswer& answer) { return answer.state == LampState::on; };
  auto from = std::ranges::find_if(answers, is_on);
  while (from != answers.end()) {
    const auto until = std::find_if_not(from, answers.end(), is_on);
    const OnRun run{static_cast<std::size_t>(from - answers.begin()),
                    static_cast<std::size_t>(until - answers.begin())};
    if (has_ends(light.steps, run) && is_by_day(light.steps, run) &&
        is_uneven(light.steps, run, sizes)) {
      std::for_each(from, until, [](LampAnswer& answer) { answer.doubt(); });
    }
    from = std::find_if(until, answers.end(), is_on);
  }
}

}  // namespace lamplighter
