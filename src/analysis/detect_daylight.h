// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_model.h"

#include <span>

namespace lamplighter {

/// How likely the light changes as it did if the lamps stay at a level: a density per lux.
class DaylightChange {
 public:
  explicit DaylightChange(const LampModel& model);

  /// One number a level. Requires: density.size() == levels.
  void operator()(const LightStep& step, std::span<float> density) const;

 private:
  std::vector<float> levels_;
  float noise_;
  float shift_;
  float crowd_minutes_;
};

}  // namespace lamplighter
