// SPDX-License-Identifier: Apache-2.0
#include "detection/changes.h"

#include "core/quantiles.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <utility>

namespace lamplighter {
namespace {

constexpr float sun_stays = 5;            // minutes of the sundial
constexpr std::int32_t days_around = 20;  // on each side
constexpr int people_repeat = 2;          // days on which people switch at the same time by chance
constexpr double seldom = 4;              // minutes between readings
constexpr double unlike = 0.1;  // least difference between jumps on different days, as a share; a
                                // lamp on a timer repeats exactly
constexpr double known_within = 1.5;  // how accurately two jumps are known, in typical changes
constexpr double most_ratio = 3;      // between the heights of one patch of sun on different days

/// Typical |change| around step `i`, excluding its immediate neighbourhood so that a lamp does not
/// hide itself.
double usual_change(const Light& light, std::size_t i, std::size_t reach,
                    std::vector<double>& around) {
  around.clear();
  const std::size_t first = i > reach ? i - reach : 0;
  const std::size_t last = std::min(light.steps.size() - 1, i + reach);
  for (std::size_t k = first; k <= last; ++k) {
    const bool near = k + 1 >= i && k <= i + 1;
    if (!near && !light.steps[k].after_gap) around.push_back(std::abs(light.steps[k].change));
  }
  return around.empty() ? 0.0 : trimmed_mean(around, 0.75);
}

/// Per step, whether a lamp was certainly switched; empty if not yet known.
using Switches = std::vector<bool>;

constexpr float dusk = 5;  // degrees above the horizon

/// Roughly the daylight outdoors, lux.
double daylight_at(float sun) {
  const auto degrees = static_cast<double>(sun);
  return 400 * std::exp(0.82 * std::min(degrees, 0.0)) + 1100 * std::max(degrees, 0.0);
}

/// Jumps within `reach` minutes, including this one, of at least half its size, that are not known
/// to be lamps. Clouds change the light by a share, so at dusk a jump under a higher sun counts as
/// what it would have been now: clouds of the afternoon do not make a lamp one of a crowd.
double count_like(const Light& light, std::size_t i, Minutes reach, const Switches& lamps) {
  const LightStep& jump = light.steps[i];
  const double half = std::abs(jump.change) / 2;
  const double daylight = daylight_at(jump.sun);
  const auto is_like = [&](std::size_t k) {
    const LightStep& step = light.steps[k];
    const double change = std::abs(step.change);
    if (!step.cloudy() || change < half || (!lamps.empty() && lamps[k])) return false;
    return jump.sun > dusk || change * daylight >= half * daylight_at(step.sun);
  };
  double count = 1;
  for (std::size_t k = i; k-- > 0 && jump.at - light.steps[k].at <= reach;) count += is_like(k);
  for (std::size_t k = i + 1; k < light.steps.size() && light.steps[k].at - jump.at <= reach; ++k) {
    count += is_like(k);
  }
  return count;
}

/// The edge of a patch of sun crosses the sensor at the same solar time on all clear days, but
/// never twice with the same height.
void count_days(Light& light, std::vector<Jump> jumps) {
  std::ranges::sort(jumps, {}, &Jump::sundial);
  for (const Jump& jump : jumps) light.steps[jump.step].crowd += days_like(jumps, jump);
}

}  // namespace

Minutes crowd_reach(const Light& light) { return Minutes(light.spacing > seldom ? 270 : 90); }

bool is_jump(const LightStep& step, const LightNoise& noise) {
  const double jump = std::abs(step.change);
  return step.cloudy() && (jump > 3 * static_cast<double>(step.scale) || jump > 8 * noise.day);
}

Jump jump_of(const Light& light, std::size_t i) {
  const LightStep& step = light.steps[i];
  // With rare readings, changes come from the daylight rather than from sensor noise.
  const bool is_rare = light.spacing > seldom;
  return {i, step.sundial, step.day(), step.change, is_rare ? 0 : static_cast<double>(step.scale)};
}

std::vector<Jump> jumps_of(const Light& light, const LightNoise& noise) {
  std::vector<Jump> jumps;
  for (std::size_t i = 0; i < light.steps.size(); ++i) {
    const LightStep& step = light.steps[i];
    if (is_jump(step, noise)) jumps.push_back(jump_of(light, i));
  }
  return jumps;
}

/// The light jumped in the same direction at this solar time, but by a different amount.
float days_like(const std::vector<Jump>& jumps, const Jump& jump) {
  std::uint64_t days = 0;
  const auto first = std::ranges::lower_bound(jumps, jump.sundial - sun_stays, {}, &Jump::sundial);
  for (auto other = first; other != jumps.end() && other->sundial <= jump.sundial + sun_stays;
       ++other) {
    const std::int32_t later = other->day - jump.day;
    if (later == 0 || std::abs(later) > days_around) continue;
    const double ratio = other->change / jump.change;
    const double apart = std::abs(other->change - jump.change);
    const double noise = std::hypot(other->scale, jump.scale);
    if (ratio >= 0.5 && ratio <= most_ratio &&
        apart > unlike * std::abs(jump.change) + known_within * noise)
      days |= std::uint64_t{1} << (later + days_around);
  }
  return static_cast<float>(std::max(0, std::popcount(days) - people_repeat));
}

namespace {

std::size_t readings_around(const Light& light) {
  return static_cast<std::size_t>(std::clamp(15.0 / light.spacing, 4.0, 15.0));
}

void count_crowd(Light& light, std::size_t i, const LightNoise& noise, const Switches& lamps) {
  constexpr double lamps_make = 4;
  LightStep& step = light.steps[i];
  step.crowd = 0;
  if (!is_jump(step, noise)) return;
  const double count = count_like(light, i, crowd_reach(light), lamps);
  step.crowd = static_cast<float>(std::max(0.0, count - lamps_make));
}

void set_change(Light& light, std::size_t i, const LightNoise& noise, double usual) {
  LightStep& step = light.steps[i];
  const double longer = std::sqrt(std::max(1.0, step.minutes / light.spacing));
  step.scale = static_cast<float>(std::hypot(noise.of(step), 1.25 * usual) * longer);
  count_crowd(light, i, noise, {});
}

/// usual_change for consecutive steps.
class UsualChanges {
 public:
  explicit UsualChanges(const Light& light) : light_(light), reach_(readings_around(light)) {}

  /// Requires: `i` is the step after that of the previous call, starting with the first.
  double at(std::size_t i) {
    for (; until_ < light_.steps.size() && until_ <= i + reach_; ++until_) {
      if (!light_.steps[until_].after_gap) window_.put(change(until_));
    }
    if (i > reach_ && !light_.steps[i - reach_ - 1].after_gap) {
      window_.drop(change(i - reach_ - 1));
    }
    near_.clear();
    for (std::size_t k = i == 0 ? 0 : i - 1; k <= std::min(i + 1, light_.steps.size() - 1); ++k) {
      if (!light_.steps[k].after_gap) near_.push_back(change(k));
    }
    std::ranges::sort(near_);
    return mean_of_lowest();
  }

 private:
  [[nodiscard]] double change(std::size_t k) const { return std::abs(light_.steps[k].change); }

  /// Of the window without `near_`.
  [[nodiscard]] double mean_of_lowest() const {
    const std::size_t count = window_.values().size() - near_.size();
    if (count == 0) return 0;
    const auto kept = std::max(1L, std::lround(0.75 * static_cast<double>(count)));
    double sum = 0;
    long summed = 0;
    auto skip = near_.begin();
    for (const double value : window_.values()) {
      if (summed == kept) break;
      if (skip != near_.end() && *skip == value) {
        ++skip;
        continue;
      }
      sum += value;
      ++summed;
    }
    return sum / static_cast<double>(kept);
  }

  const Light& light_;
  std::size_t reach_;
  std::size_t until_ = 0;
  SortedWindow window_;
  std::vector<double> near_;
};

}  // namespace

void measure_change(Light& light, std::size_t i, const LightNoise& noise,
                    std::vector<double>& scratch) {
  set_change(light, i, noise, usual_change(light, i, readings_around(light), scratch));
}

void measure_changes(Light& light, const LightNoise& noise) {
  UsualChanges usual(light);
  for (std::size_t i = 0; i < light.steps.size(); ++i) set_change(light, i, noise, usual.at(i));
  count_days(light, jumps_of(light, noise));
}

void measure_crowds(Light& light, const LightNoise& noise, const LampPosterior& lamps) {
  constexpr float sure = 0.9F;
  Switches switches(light.steps.size());
  for (std::size_t i = 0; i < switches.size(); ++i) {
    switches[i] = lamps.rise[i] >= sure || lamps.fall[i] >= sure;
  }
  for (std::size_t i = 0; i < switches.size(); ++i) count_crowd(light, i, noise, switches);
  std::vector<Jump> jumps = jumps_of(light, noise);
  std::erase_if(jumps, [&](const Jump& jump) { return switches[jump.step]; });
  count_days(light, std::move(jumps));
}

namespace {

/// Changes of one room; consecutive states differ.
class ChangeList {
 public:
  explicit ChangeList(const RoomName& room) : room_(room) {}

  /// Sets the state from `at` on; replaces an earlier entry for the same instant.
  void say(Instant at, LampState state) {
    if (!changes_.empty() && changes_.back().at == at) changes_.pop_back();
    if (changes_.empty() || changes_.back().state != state) changes_.push_back({at, room_, state});
  }

  std::vector<Change> take() { return std::move(changes_); }

 private:
  const RoomName& room_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> lamp_changes(const Detection& detection, const RoomName& room) {
  ChangeList changes(room);
  auto interval = detection.intervals.begin();
  for (const Stretch& stretch : detection.observed) {
    changes.say(stretch.from, LampState::off);
    for (; interval != detection.intervals.end() && interval->from < stretch.until; ++interval) {
      changes.say(interval->from, interval->state);
      changes.say(interval->until, LampState::off);
    }
    changes.say(stretch.until, LampState::unknown);
  }
  return changes.take();
}

DetectedTime detected_time(const Detection& detection) {
  DetectedTime time;
  for (const Stretch& stretch : detection.observed) time.observed += stretch.until - stretch.from;
  for (const LitInterval& interval : detection.intervals) {
    auto& sum = interval.state == LampState::on ? time.on : time.unknown;
    sum += interval.until - interval.from;
  }
  return time;
}

namespace {

/// What remains of a span on either side of a hole.
template <typename Span>
std::vector<Span> without(const std::vector<Span>& spans, Instant from, Instant until) {
  std::vector<Span> left;
  for (const Span& span : spans) {
    if (span.until <= from || span.from >= until) {
      left.push_back(span);
      continue;
    }
    Span part = span;
    part.until = from;
    if (part.from < part.until) left.push_back(part);
    part = span;
    part.from = until;
    if (part.from < part.until) left.push_back(part);
  }
  return left;
}

/// A correction does not say how bright the lamp is.
LitInterval lit_of(const Correction& correction) {
  const double probability = *correction.state == LampState::on ? 1 : 0.5;
  return {correction.from, correction.until, *correction.state, probability, 0};
}

}  // namespace

std::vector<Correction> in_force(std::span<const Correction> said, const RoomName& room) {
  std::vector<Correction> holding;
  for (const Correction& one : said) {
    if (one.room != room || one.from >= one.until) continue;
    holding = without(holding, one.from, one.until);
    if (one.state) holding.push_back(one);
  }
  std::ranges::sort(holding, {}, &Correction::from);
  return holding;
}

void correct(Detection& detection, std::span<const Correction> corrections) {
  std::vector<LitInterval>& lit = detection.intervals;
  for (const Correction& one : corrections) {
    lit = without(lit, one.from, one.until);
    if (*one.state == LampState::off) continue;
    for (const Stretch& seen : detection.observed) {
      LitInterval part = lit_of(one);
      part.from = std::max(part.from, seen.from);
      part.until = std::min(part.until, seen.until);
      if (part.from < part.until) lit.push_back(part);
    }
  }
  std::ranges::sort(lit, {}, &LitInterval::from);
}

std::vector<Change> corrected(std::span<const Change> changes,
                              std::span<const Correction> corrections) {
  if (corrections.empty()) return {changes.begin(), changes.end()};
  std::vector<Instant> moments;
  for (const Change& change : changes) moments.push_back(change.at);
  for (const Correction& one : corrections) moments.insert(moments.end(), {one.from, one.until});
  std::ranges::sort(moments);
  moments.erase(std::unique(moments.begin(), moments.end()),
                moments.end());  // clang 14 has no ranges::unique
  std::vector<Change> result;
  LampState told = LampState::unknown;
  auto next = changes.begin();
  auto held = corrections.begin();
  for (const Instant at : moments) {
    for (; next != changes.end() && next->at <= at; ++next) told = next->state;
    while (held != corrections.end() && held->until <= at) ++held;
    const bool holds = held != corrections.end() && held->from <= at;
    const LampState state = holds ? *held->state : told;
    if (result.empty() || result.back().state != state)
      result.push_back({at, corrections.front().room, state});
  }
  return result;
}

}  // namespace lamplighter
