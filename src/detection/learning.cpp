// SPDX-License-Identifier: Apache-2.0
#include "detection/learning.h"

#include "core/quantiles.h"
#include "detection/changes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace lamplighter {
namespace {

/// Switch-ons and the minutes in which they could have happened.
struct Rate {
  double switch_ons = 1;
  double off_minutes = 240;

  [[nodiscard]] double value() const { return switch_ons / off_minutes; }
};

double learn_rate(const Light& light, const LampPosterior& lamps) {
  constexpr double least = 1.0 / (14 * 1440);
  constexpr double most_minutes = 60;
  Rate dark;
  Rate all;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    const LightStep& step = light.steps[t];
    const double minutes =
        (1 - static_cast<double>(lamps.on[t])) * std::min(step.minutes, most_minutes);
    for (Rate* rate : {&dark, &all}) {
      if (rate == &dark && !step.dark()) continue;
      rate->off_minutes += minutes;
      rate->switch_ons += lamps.rise[t] >= 0.5F;
    }
  }
  // In the dark every switch is visible, but in summer people are asleep by then.
  return std::max({least, dark.value(), all.value()});
}

}  // namespace

std::vector<double> smooth_over_levels(const std::vector<double>& switches) {
  constexpr std::array<double, 5> kernel{0.1, 0.25, 0.3, 0.25, 0.1};
  std::vector<double> result(switches.size());
  for (std::size_t j = 1; j < switches.size(); ++j) {
    for (std::size_t k = 0; k < kernel.size(); ++k) {
      const std::size_t to = j + k;  // offset by two
      if (to >= 3 && to - 2 < switches.size()) result[to - 2] += kernel[k] * switches[j];
    }
  }
  return result;
}

LampModel learn_lamps(const Light& light, const LampPosterior& lamps, LampModel model) {
  constexpr double doubt = 1.5;  // pseudo-count of switches, spread over all sizes
  const std::vector<double> switches = smooth_over_levels(lamps.switches);
  model.seen = 0;
  for (const double count : switches) model.seen += count;
  const double all = model.seen + doubt;
  for (std::size_t j = 1; j < model.size(); ++j) {
    model.weights[j] = (switches[j] + doubt / static_cast<double>(model.size() - 1)) / all;
  }
  model.on_rate = learn_rate(light, lamps);
  return model;
}

namespace {

/// Switches of about one size.
struct SeenSize {
  double lux;
  double count;  ///< expected number
};

/// The sizes of the switches in the dark, ascending; sizes within one percent are merged. (By day,
/// a wrong detection would confirm itself: a sensor with steps of ten lux changes by exactly ten
/// all day.)
std::vector<SeenSize> sizes_seen(const Light& light, const LampPosterior& lamps) {
  constexpr double one_size = 0.01;
  std::vector<SeenSize> all;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    const LightStep& step = light.steps[t];
    const float chance = std::max(lamps.rise[t], lamps.fall[t]);
    const bool is_seen = step.dark() && !step.after_gap && chance >= 0.5F;
    if (is_seen) all.push_back({std::abs(step.change), static_cast<double>(chance)});
  }
  std::ranges::sort(all, {}, &SeenSize::lux);
  std::vector<SeenSize> sizes;
  double least = 0;
  for (const SeenSize& one : all) {
    if (sizes.empty() || one.lux > least * (1 + one_size)) {
      sizes.push_back({0, 0});
      least = one.lux;
    }
    SeenSize& size = sizes.back();
    size.count += one.count;
    size.lux += (one.lux - size.lux) * one.count / size.count;
  }
  return sizes;
}

/// How likely a change is a switch, given the sizes seen and the levels of the model.
class SizeLikeness {
 public:
  SizeLikeness(const Light& light, const LampPosterior& lamps, const LampModel& model)
      : model_(model), sizes_(sizes_seen(light, lamps)) {
    constexpr double least_unseen = 4;  // pseudo-count of switches of other sizes
    constexpr double share_of_unseen = 0.3;
    double seen = 0;
    for (const SeenSize& size : sizes_) seen += size.count;
    unseen_ = std::max(least_unseen, share_of_unseen * seen);
    all_ = seen + unseen_;
  }

  [[nodiscard]] double operator()(const LightStep& step) const {
    constexpr double reach = 8;  // widths
    const double change = std::abs(step.change);
    const auto scale = static_cast<double>(step.scale);
    const double most = reach * (scale + same_lamp * change);
    auto size = std::ranges::lower_bound(sizes_, change - most, {}, &SeenSize::lux);
    double seen = 0;
    for (; size != sizes_.end() && size->lux <= change + most; ++size) {
      seen += size->count * density(change - size->lux, scale, same_lamp * size->lux);
    }
    if (seen <= 0) return unseen_ / all_;
    return (seen / density_by_levels(change, scale) + unseen_) / all_;
  }

 private:
  static constexpr double same_lamp = 0.02;  // of a size: spread of one lamp's switches

  static double density(double apart, double scale, double spread) {
    const auto variance = static_cast<float>(scale * scale + spread * spread);
    return static_cast<double>(detect_math::student4(static_cast<float>(apart), variance));
  }

  /// Density of a switch-on, as in LampMoves.
  [[nodiscard]] double density_by_levels(double change, double scale) const {
    constexpr double same_level = 0.1;
    double sum = 0;
    for (std::size_t j = 1; j < model_.size(); ++j) {
      const double level = model_.levels[j];
      sum += model_.weights[j] * density(change - level, scale, same_level * level);
    }
    return sum;
  }

  const LampModel& model_;
  std::vector<SeenSize> sizes_;
  double unseen_;
  double all_;
};

/// The jumps of all days by local time.
class DailyJumps {
 public:
  static constexpr double apart = 2;  // minutes: two readings within a timer's minute

  DailyJumps(const Light& light, const LightNoise& noise, const TimeZone& zone)
      : light_(light), clock_(zone) {
    for (const Jump& jump : jumps_of(light, noise)) jumps_.push_back({minute_of(jump.step), jump});
    std::ranges::sort(jumps_, {}, &Timed::minute);
  }

  /// The number of other days, of the twenty on each side, on which the light changed by the same
  /// amount at the same time, minus three times the number expected by chance from the changes
  /// within half an hour.
  [[nodiscard]] double days_alike(std::size_t step) {
    constexpr double around = 32;
    constexpr double doubt = 3;
    const Jump jump = jump_of(light_, step);
    const double minute = minute_of(step);
    std::uint64_t days = 0;
    int others = 0;
    auto other = std::ranges::lower_bound(jumps_, minute - around, {}, &Timed::minute);
    for (; other != jumps_.end() && other->minute <= minute + around; ++other) {
      const std::int32_t later = other->jump.day - jump.day;
      if (later == 0 || std::abs(later) > days_around || !is_alike(other->jump, jump)) continue;
      if (std::abs(other->minute - minute) > apart) {
        ++others;
      } else {
        days |= std::uint64_t{1} << (later + days_around);
      }
    }
    return std::popcount(days) - doubt * others * apart / (around - apart);
  }

  /// The largest value that `days_alike` could return.
  [[nodiscard]] double days_seen() const {
    const std::int32_t days = light_.steps.back().day() - light_.steps.front().day();
    return std::clamp(days, 1, 2 * days_around);
  }

 private:
  static constexpr std::int32_t days_around = 20;

  struct Timed {
    double minute;
    Jump jump;
  };

  static bool is_alike(const Jump& a, const Jump& b) {
    const double within = 0.1 * std::abs(b.change) + 1.5 * std::hypot(a.scale, b.scale);
    return std::abs(a.change - b.change) <= within;
  }

  [[nodiscard]] double minute_of(std::size_t step) {
    const LocalTime time = clock_.local(light_.steps[step].at);
    return Minutes(time - std::chrono::floor<std::chrono::days>(time)).count();
  }

  const Light& light_;
  LocalClock clock_;
  std::vector<Timed> jumps_;
};

}  // namespace

void measure_likeness(Light& light, const LampPosterior& lamps, const LampModel& model,
                      const TimeZone& zone) {
  constexpr double least_days = 3;
  const SizeLikeness likeness_of(light, lamps, model);
  DailyJumps daily(light, model.noise, zone);
  const double by_chance = daily.days_seen() * 2 * DailyJumps::apart * model.on_rate;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    LightStep& step = light.steps[t];
    if (step.dark() || step.after_gap) continue;
    double likeness = likeness_of(step);
    if (likeness >= 1 && is_jump(step, model.noise)) {
      const double days = daily.days_alike(t);
      if (days >= least_days) likeness *= 1 + days / by_chance;
    }
    step.likeness = static_cast<float>(likeness);
  }
}

namespace {

/// A range of levels with the switches of one lamp.
struct Peak {
  std::size_t first;
  std::size_t last;
  std::size_t top;
  double switches;
};

/// Cuts the distribution at its lowest point between two peaks that stand well above it.
std::vector<Peak> find_peaks(const std::vector<double>& switches) {
  constexpr double well = 1.5;
  std::vector<Peak> peaks;
  Peak now{1, 1, 1, 0};
  std::size_t valley = 1;
  for (std::size_t j = 1; j < switches.size(); ++j) {
    if (switches[j] < switches[valley]) valley = j;
    const bool out_of_valley = switches[j] > well * switches[valley];
    const bool fell_into_it = switches[now.top] > well * switches[valley];
    if (switches[j] > switches[now.top] && !(out_of_valley && fell_into_it && valley > now.top)) {
      now.top = j;
      valley = j;
    } else if (out_of_valley && fell_into_it && valley > now.top) {
      now.last = valley - 1;
      peaks.push_back(now);
      now = {valley, valley, j, 0};
      valley = j;
    }
  }
  now.last = switches.size() - 1;
  peaks.push_back(now);
  for (Peak& peak : peaks) {
    for (std::size_t j = peak.first; j <= peak.last; ++j) peak.switches += switches[j];
  }
  return peaks;
}

/// The changes of light at the switches; they give a lamp's size more accurately than its level
/// does.
std::vector<double> switch_changes(const Light& light, const LampPosterior& lamps) {
  std::vector<double> changes;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    if (lamps.rise[t] >= 0.5F || lamps.fall[t] >= 0.5F) {
      changes.push_back(std::abs(light.steps[t].change));
    }
  }
  return changes;
}

}  // namespace

std::vector<double> lamp_sizes(const Light& light, const LampPosterior& lamps,
                               const LampModel& model) {
  constexpr double least_switches = 1.5;
  constexpr double least_share = 0.03;
  const std::vector<double> switches = smooth_over_levels(lamps.switches);
  double all = 0;
  for (const double count : switches) all += count;
  const std::vector<double> changes = switch_changes(light, lamps);

  std::vector<double> sizes;
  for (const Peak& peak : find_peaks(switches)) {
    if (peak.switches < std::max(least_switches, least_share * all)) continue;
    const double top = model.levels[peak.top];
    std::vector<double> near;
    for (const double change : changes) {
      if (change > top / 1.3 && change < top * 1.3) near.push_back(change);
    }
    sizes.push_back(near.empty() ? top : quantile(near, 0.5));
  }
  return sizes;
}

}  // namespace lamplighter
