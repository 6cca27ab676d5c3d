// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_study.h"

#include "analysis/detect_changes.h"
#include "analysis/detect_curtains.h"
#include "analysis/detect_learning.h"
#include "analysis/detect_moved.h"
#include "analysis/detect_sky.h"
#include "analysis/detect_stuck.h"

#include <utility>

namespace lamplighter {
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
