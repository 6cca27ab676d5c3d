// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_model.h"

#include <span>

namespace lamplighter {

/// How well a reading fits each level of the lamps: p(reading | level) up to a common factor.
class LampEmission {
 public:
  explicit LampEmission(const LampModel& model);

  /// One number a level into `fit`, the best 1, none below e^-87. Requires: fit.size() == levels.
  void operator()(const LightStep& step, std::span<float> fit) const;

 private:
  void add_night(const LightStep& step, std::span<float> fit) const;
  void add_sky(const LightStep& step, std::span<float> fit) const;

  std::vector<float> levels_;
  LightNoise noise_;
};

}  // namespace lamplighter
