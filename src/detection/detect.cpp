// SPDX-License-Identifier: Apache-2.0
#include "detection/detect.h"

#include "analysis/gaps.h"
#include "detection/answer.h"
#include "detection/learning.h"
#include "detection/light_changes.h"
#include "detection/sensor_faults.h"
#include "detection/sky.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

/// Readings further apart than this have a gap between them.
Minutes longest_pause(const Light& light) {
  return std::max<Minutes>(default_max_gap, Minutes(3 * light.spacing));
}

/// Readings joined into intervals as long as nothing changes.
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

/// Joins the answers of readings. The last reading before a gap stands for one more spacing.
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

/// A stretch that was seen, and of which nobody can tell. Those around it end where it begins.
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

Detection detect_lamps(std::vector<Sample<Lux>> samples, const Place& place) {
  const std::size_t count = samples.size();
  Detection detection = summary_of(study_room(std::move(samples), place));
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
  detection.stuck = room.stuck;
  detection.moved = room.moved;
  return detection;
}

namespace {

/// The two passes. Requires: light not empty, measured by measure_noise.
LampStudy study_place(Light light, const LightNoise& noise) {
  measure_changes(light, noise);
  const LampModel unlearned = first_model(light, noise);
  const LampPosterior first = infer_lamps(light, unlearned);
  LampModel model = learn_lamps(light, first, unlearned);
  measure_sky(light, first, noise);

  LampPosterior lamps = infer_lamps(light, model);
  std::vector<LampAnswer> answers = answer(light, lamps, model);
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

RoomStudy study_room(std::vector<Sample<Lux>> samples, const Place& place) {
  RoomStudy room;
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
    room.parts.push_back(study_place(std::move(light), noise));
    return room;
  }
  for (std::vector<Sample<Lux>>& part : parts_between(room.moved, light)) {
    Light part_light = prepare_light(std::move(part), place);
    const LightNoise part_noise = measure_noise(part_light);
    room.parts.push_back(study_place(std::move(part_light), part_noise));
  }
  return room;
}

}  // namespace lamplighter
