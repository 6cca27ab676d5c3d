// SPDX-License-Identifier: Apache-2.0
#include "detection/detect.h"

#include "analysis/gaps.h"
#include "core/quantiles.h"
#include "detection/averaging.h"
#include "detection/changes.h"
#include "detection/learning.h"
#include "detection/sensor_faults.h"
#include "detection/sky.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace lamplighter {
namespace {

/// A longer pause between readings is a gap.
Minutes longest_pause(const Light& light) {
  return std::max<Minutes>(default_max_gap, Minutes(3 * light.spacing));
}

/// Joins readings into intervals while nothing changes.
class IntervalBuilder {
 public:
  void add(const LightStep& step, const LampAnswer& said) {
    if (count_ > 0 &&
        (said.state != state_ || ((said.rose || said.fell) && state_ == LampState::on))) {
      end(step.at);
    }
    if (said.state == LampState::off) return;
    if (count_ == 0) from_ = step.at;
    state_ = said.state;
    probability_ += static_cast<double>(said.probability);
    lux_ += static_cast<double>(said.lux);
    ++count_;
  }

  void end(Instant at) {
    if (count_ > 0) intervals_.push_back({from_, at, state_, probability_ / count_, lux_ / count_});
    count_ = 0;
    probability_ = 0;
    lux_ = 0;
  }

  std::vector<LitInterval> take() { return std::move(intervals_); }

 private:
  Instant from_{};
  LampState state_ = LampState::off;
  double probability_ = 0;
  double lux_ = 0;
  int count_ = 0;
  std::vector<LitInterval> intervals_;
};

/// Joins the results of single readings. The last reading before a gap extends by one more spacing.
void join(const Light& light, const std::vector<LampAnswer>& answers, Detection& into) {
  const Minutes pause = longest_pause(light);
  const auto one_more = std::chrono::duration_cast<Instant::duration>(Minutes(light.spacing));
  IntervalBuilder builder;
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    const LightStep& step = light.steps[t];
    if (t == 0 || step.at - light.steps[t - 1].at > pause) into.observed.push_back({step.at, {}});
    builder.add(step, answers[t]);
    const bool last = t + 1 == light.steps.size() || light.steps[t + 1].at - step.at > pause;
    if (!last) continue;
    into.observed.back().until = step.at + one_more;
    builder.end(step.at + one_more);
  }
  std::ranges::copy(builder.take(), std::back_inserter(into.intervals));
}

/// Marks an observed stretch as unknown. Intervals around it are cut at its ends.
void add_unknown(const Stretch& stretch, Detection& into) {
  for (Stretch& seen : into.observed) {
    if (seen.from < stretch.from) seen.until = std::min(seen.until, stretch.from);
  }
  for (LitInterval& lit : into.intervals) {
    if (lit.from < stretch.from) lit.until = std::min(lit.until, stretch.from);
  }
  const auto seen = std::ranges::lower_bound(into.observed, stretch.from, {}, &Stretch::from);
  into.observed.insert(seen, stretch);
  const auto lit = std::ranges::lower_bound(into.intervals, stretch.from, {}, &LitInterval::from);
  into.intervals.insert(lit, {stretch.from, stretch.until, LampState::unknown, 0.5, 0});
}

}  // namespace

Detection detect_lamps(std::vector<Sample<Lux>> samples, const Place& place,
                       std::optional<ReportKind> reports) {
  const std::size_t count = samples.size();
  Detection detection = summary_of(study_room(std::move(samples), place, reports));
  detection.samples = count;
  return detection;
}

Detection summary_of(const RoomStudy& room) {
  Detection detection;
  for (const LampStudy& part : room.parts) {
    detection.lamps = lamp_sizes(part.light, part.lamps, part.model);
    detection.spacing = Minutes(part.light.spacing);
    join(part.light, part.answers, detection);
  }
  for (const Stretch& stretch : room.stuck) add_unknown(stretch, detection);
  for (const Stretch& stretch : room.moved) add_unknown(stretch, detection);
  for (const Stretch& stretch : room.unclear) add_unknown(stretch, detection);
  detection.reporting = room.reporting;
  detection.stuck = room.stuck;
  detection.moved = room.moved;
  return detection;
}

namespace {

constexpr int passes = 3;

/// All passes. Requires: light not empty, measured by measure_noise.
LampStudy study_place(Light light, const LightNoise& noise, const TimeZone& zone) {
  measure_changes(light, noise);
  LampModel model = first_model(light, noise);
  LampPosterior lamps = infer_lamps(light, model);
  for (int pass = 2; pass <= passes; ++pass) {
    model = learn_lamps(light, lamps, std::move(model));
    measure_sky(light, lamps, noise);
    measure_crowds(light, noise, lamps);
    measure_likeness(light, lamps, model, zone);
    lamps = infer_lamps(light, model);
  }
  std::vector<LampAnswer> answers = answer(light, lamps, model);
  doubt_unseen(light, answers);
  doubt_curtains(light, answers);
  return {std::move(light), std::move(model), std::move(lamps), std::move(answers)};
}

/// The samples between the stretches.
std::vector<std::vector<Sample<Lux>>> parts_between(const std::vector<Stretch>& stretches,
                                                    const Light& light) {
  std::vector<std::vector<Sample<Lux>>> parts(1);
  for (const Sample<Lux>& sample : without(stretches, light)) {
    while (parts.size() <= stretches.size() && sample.at >= stretches[parts.size() - 1].until) {
      parts.emplace_back();
    }
    parts.back().push_back(sample);
  }
  std::erase_if(parts, [](const auto& part) { return part.empty(); });
  return parts;
}

}  // namespace

namespace {

/// Stretches in which a sensor that reports rarely reported at all.
std::vector<Stretch> heard_stretches(const std::vector<Sample<Lux>>& reports) {
  constexpr Minutes longest{180};
  std::vector<Stretch> heard;
  for (const Sample<Lux>& report : reports) {
    if (heard.empty() || report.at - heard.back().until > longest) {
      heard.push_back({report.at, report.at});
    }
    heard.back().until = report.at + Instant::duration(1);
  }
  return heard;
}

}  // namespace

RoomStudy study_room(std::vector<Sample<Lux>> samples, const Place& place,
                     std::optional<ReportKind> reports) {
  RoomStudy room;
  remove_no_values(samples);
  std::ranges::stable_sort(samples, {}, &Sample<Lux>::at);
  room.reporting = reporting_of(samples, reports);
  if (room.reporting.kind == ReportKind::rarely) {
    room.unclear = heard_stretches(samples);
    return room;
  }
  if (room.reporting.kind == ReportKind::on_change) {
    samples = held(samples, room.reporting);
  } else {
    room.averaging = averaging_of(samples);
    samples = without_averaging(std::move(samples), room.averaging);
  }
  Light light = prepare_light(std::move(samples), place);
  if (light.steps.empty()) return room;
  LightNoise noise = measure_noise(light);
  room.stuck = stuck_stretches(light, noise);
  if (!room.stuck.empty()) {
    light = prepare_light(without(room.stuck, light), place);
    if (light.steps.empty()) return room;
    noise = measure_noise(light);
  }
  room.moved = moves_of_sensor(light, noise);
  if (room.moved.empty()) {
    room.parts.push_back(study_place(std::move(light), noise, place.zone));
    return room;
  }
  for (std::vector<Sample<Lux>>& part : parts_between(room.moved, light)) {
    Light part_light = prepare_light(std::move(part), place);
    const LightNoise part_noise = measure_noise(part_light);
    room.parts.push_back(study_place(std::move(part_light), part_noise, place.zone));
  }
  return room;
}

namespace {

constexpr float hiding_changes = 4;  // a lamp of fewer typical changes can hide among them
constexpr float certain = 0.95F;     // at this probability, it can hide only among half as many
constexpr int lamps_make = 4;        // jumps by lamps within the reach of a crowd
constexpr double enough_seen = 1.5;  // switches, to estimate the room's lamps at all
constexpr float sure = 0.8F;

/// The median scale within a quarter of an hour, per daylight step.
std::vector<float> steady_scales(const Light& light) {
  const auto& steps = light.steps;
  std::vector<float> scales(steps.size());
  SortedWindow around;
  std::size_t from = 0;
  std::size_t until = 0;
  for (std::size_t t = 0; t < steps.size(); ++t) {
    for (; steps[t].at - steps[from].at > 15min; ++from) {
      around.drop(static_cast<double>(steps[from].scale));
    }
    for (; until < steps.size() && steps[until].at - steps[t].at <= 15min; ++until) {
      around.put(static_cast<double>(steps[until].scale));
    }
    if (!steps[t].dark()) scales[t] = static_cast<float>(around.median());
  }
  return scales;
}

/// The number of lamp-like jumps within `reach`, per step.
std::vector<int> jumps_around(const Light& light, const AnswerRule& rule, Minutes reach) {
  const auto& steps = light.steps;
  std::vector<int> jumps(steps.size());
  std::size_t from = 0;
  std::size_t until = 0;
  int inside = 0;
  for (std::size_t t = 0; t < steps.size(); ++t) {
    for (; until < steps.size() && steps[until].at - steps[t].at <= reach; ++until) {
      inside += rule.is_lamp_like(steps[until]);
    }
    for (; steps[t].at - steps[from].at > reach; ++from) inside -= rule.is_lamp_like(steps[from]);
    jumps[t] = inside;
  }
  return jumps;
}

/// Whether a lamp of the room's usual size could be missed here.
bool is_blind(double lamp, float scale, int jumps, double daylight) {
  if (static_cast<double>(hiding_changes * scale) > lamp) return true;
  constexpr double plain_ratio = 2;  // light with the lamp to light without it, as a logarithm
  return jumps > lamps_make && std::log((daylight + lamp) / daylight) < plain_ratio;
}

LampState state_of(float probability, bool hidden, bool blind) {
  if (probability >= sure && !hidden) return LampState::on;
  if (probability <= 1 - sure && !blind) return LampState::off;
  return LampState::unknown;
}

}  // namespace

AnswerRule::AnswerRule(const LampModel& model)
    : usual_lamp_(model.size_at(0.5)),
      small_lamp_(model.size_at(0.25)),
      least_lamp_(model.levels[1]),
      shift_(model.noise.log_shift()),
      knows_lamps_(model.seen >= enough_seen) {}

bool AnswerRule::is_lamp_like(const LightStep& step) const {
  return step.cloudy() && std::abs(step.change) >= usual_lamp_ / 2;
}

LampAnswer AnswerRule::operator()(const LightStep& step, float on, float lux, float scale,
                                  int jumps) const {
  const float lamp = on > 0 ? lux / on : 0;
  const double lamp_free = std::max(step.above_floor() - static_cast<double>(lux), 0.0);
  const float hiding = on >= certain ? hiding_changes / 2 : hiding_changes;
  const bool hidden = !step.dark() && lamp < hiding * scale;
  const bool blind =
      !step.dark() && (knows_lamps_ ? is_blind(small_lamp_, scale, jumps, lamp_free + shift_)
                                    : step.above_floor() >= least_lamp_);
  return {.state = state_of(on, hidden, blind),
          .probability = on,
          .lux = lamp,
          .lit = on >= 0.5F && !hidden,
          .rose = false,
          .fell = false};
}

std::vector<LampAnswer> answer(const Light& light, const LampPosterior& lamps,
                               const LampModel& model) {
  const AnswerRule rule(model);
  const std::vector<float> scales = steady_scales(light);
  const std::vector<int> jumps = jumps_around(light, rule, model.crowd_reach);
  std::vector<LampAnswer> answers;
  answers.reserve(light.steps.size());
  for (std::size_t t = 0; t < light.steps.size(); ++t) {
    answers.push_back(rule(light.steps[t], lamps.on[t], lamps.lux[t], scales[t], jumps[t]));
    answers.back().rose = lamps.rise[t] >= 0.5F;
    answers.back().fell = lamps.fall[t] >= 0.5F;
  }
  return answers;
}

namespace {

constexpr double like_sizes = 0.15;  // of a size: between the rise and the fall of one lamp
constexpr double same = 0.1;  // of a size: largest difference between switches of the same lamp
constexpr std::ptrdiff_t often = 2;    // times that a size must occur to be a lamp's
constexpr std::size_t warming_up = 3;  // readings that a rise may take

/// Sizes of the switches without daylight; ascending.
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

/// Consecutive readings with the result on; `until` is not included.
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

/// The first reading after a run's rise: its first readings, and further ones while the light rises
/// by ever smaller amounts, as warming lamps do.
std::size_t end_of_rise(std::span<const LightStep> steps, const OnRun& run) {
  constexpr double less = 0.85;
  std::size_t end = std::min(run.from + warming_up, run.until);
  while (end < run.until && steps[end].change > static_cast<double>(steps[end].scale) / 2 &&
         steps[end].change < less * steps[end - 1].change) {
    ++end;
  }
  return end;
}

/// What lamps added when a run began. A rise may take several readings; of the candidates that the
/// first readings and those before allow, takes the one closest to the fall.
double rise_like(std::span<const LightStep> steps, const OnRun& run, double fall) {
  double rise = std::numeric_limits<double>::infinity();
  const std::size_t risen = end_of_rise(steps, run);
  for (std::size_t from = run.from - 1;; --from) {
    const double before = steps[from].above_floor();
    for (std::size_t t = run.from; t < risen; ++t) {
      const double so_far = steps[t].above_floor() - before;
      if (std::abs(so_far - fall) < std::abs(rise - fall)) rise = so_far;
    }
    if (from == 0 || run.from - from == warming_up || steps[from].after_gap) return rise;
  }
}

/// What was switched within a run, lux: rises minus falls.
double switched_within(std::span<const LightStep> steps, std::span<const LampAnswer> answers,
                       const OnRun& run) {
  double sum = 0;
  for (std::size_t t = run.from + warming_up; t < run.until; ++t) {
    if (answers[t].rose || answers[t].fell) sum += steps[t].change;
  }
  return sum;
}

/// Whether the observed ends of a run cannot belong to the same lamps. Lamps that are switched on
/// one after the other may go off together.
bool is_uneven(std::span<const LightStep> steps, std::span<const LampAnswer> answers,
               const OnRun& run, std::span<const double> sizes) {
  const double fall = steps[run.until - 1].above_floor() - steps[run.until].above_floor();
  const double within = switched_within(steps, answers, run);
  double rise = rise_like(steps, run, fall);
  const double sum = rise_like(steps, run, fall - within) + within;
  if (std::abs(sum - fall) < std::abs(rise - fall)) rise = sum;
  const float scale = std::max(steps[run.from].scale, steps[run.until].scale);
  const bool is_even =
      std::abs(rise - fall) <= like_sizes * std::max(rise, fall) + static_cast<double>(scale);
  return !is_even && !is_known(sizes, rise) && !is_known(sizes, fall);
}

/// Consecutive readings, `until` not included, in which a lamp is more likely on than not and none
/// was switched, and what the lamps add.
struct LitPart {
  std::size_t from;
  std::size_t until;
  double lux;
};

/// Parts that follow each other without an off reading between them.
std::vector<LitPart> parts_from(std::span<const LampAnswer> answers, std::size_t from) {
  std::vector<LitPart> parts;
  for (std::size_t t = from; t < answers.size() && answers[t].probability >= 0.5F; ++t) {
    if (t == from || answers[t].rose || answers[t].fell) parts.push_back({t, t, 0});
    parts.back().until = t + 1;
    parts.back().lux += static_cast<double>(answers[t].lux);
  }
  for (LitPart& part : parts) part.lux /= static_cast<double>(part.until - part.from);
  return parts;
}

void doubt_by_day(const Light& light, const LitPart& part, std::vector<LampAnswer>& answers) {
  for (std::size_t t = part.from; t < part.until && !light.steps[t].dark(); ++t) answers[t].doubt();
}

}  // namespace

void doubt_unseen(const Light& light, std::vector<LampAnswer>& answers) {
  for (std::size_t t = 0; t < answers.size();) {
    const std::vector<LitPart> parts = parts_from(answers, t);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const bool is_seen = parts[i].lux > like_sizes * parts[i - 1].lux;
      if (!is_seen) doubt_by_day(light, parts[i], answers);
    }
    t = parts.empty() ? t + 1 : parts.back().until;
  }
}

void doubt_curtains(const Light& light, std::vector<LampAnswer>& answers) {
  const std::vector<double> sizes = sizes_in_the_dark(light, answers);
  const auto is_on = [](const LampAnswer& answer) { return answer.state == LampState::on; };
  auto from = std::ranges::find_if(answers, is_on);
  while (from != answers.end()) {
    const auto until = std::find_if_not(from, answers.end(), is_on);
    const OnRun run{static_cast<std::size_t>(from - answers.begin()),
                    static_cast<std::size_t>(until - answers.begin())};
    if (has_ends(light.steps, run) && is_by_day(light.steps, run) &&
        is_uneven(light.steps, answers, run, sizes)) {
      std::for_each(from, until, [](LampAnswer& answer) { answer.doubt(); });
    }
    from = std::find_if(until, answers.end(), is_on);
  }
}

}  // namespace lamplighter
