// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect.h"

#include "analysis/detect_answer.h"
#include "analysis/detect_changes.h"
#include "analysis/detect_learning.h"
#include "analysis/detect_sizes.h"
#include "analysis/detect_sky.h"
#include "analysis/gaps.h"

#include <algorithm>

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
  into.intervals = builder.take();
}

}  // namespace

Detection detect_lamps(std::vector<Sample<Lux>> samples, const Place& place) {
  Detection detection;
  detection.samples = samples.size();
  if (samples.empty()) return detection;
  Light light = prepare_light(std::move(samples), place);
  const LightNoise noise = measure_noise(light);
  measure_changes(light, noise);

  const LampModel unlearned = first_model(light, noise);
  const LampPosterior first = infer_lamps(light, unlearned);
  const LampModel model = learn_lamps(light, first, unlearned);
  measure_sky(light, first, noise);

  const LampPosterior lamps = infer_lamps(light, model);
  detection.lamps = lamp_sizes(light, lamps, model);
  join(light, answer(light, lamps, model), detection);
  return detection;
}

}  // namespace lamplighter
