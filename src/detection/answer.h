// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/look.h"
#include "detection/posterior.h"

#include <vector>

namespace lamplighter {

/// What is said of the lamps at one reading.
struct LampAnswer {
  LampState state;
  float probability;  ///< that a lamp is on
  float lux;          ///< what the lamps add if they are on
  bool lit;           ///< the better guess, where somebody wants one in every case
  bool rose;          ///< something went on just before this reading
  bool fell;          ///< something went off

  /// Nobody can tell, after all.
  void doubt() {
    state = LampState::unknown;
    probability = 0.5F;
    lit = false;
  }
};

/// What may be said at one reading, by the room's usual lamp. On and off are said only where they
/// can be told. Lamps much smaller than the light's own changes, and the absence of lamps among
/// cloud jumps of their size, are `unknown`.
class AnswerRule {
 public:
  explicit AnswerRule(const LampModel& model);

  /// Whether the light jumped, by day, as if by half the usual lamp or more.
  [[nodiscard]] bool is_lamp_like(const LightStep& step) const;

  /// `on` and `lux`: probability of lamps and expected lux. `scale`: median of `LightStep::scale`
  /// within a quarter of an hour; `jumps`: lamp-like ones within the reach of a crowd. Whether
  /// something went on or off is left open.
  [[nodiscard]] LampAnswer operator()(const LightStep& step, float on, float lux, float scale,
                                      int jumps) const;

 private:
  double usual_lamp_;
  double shift_;
  bool knows_lamps_;
};

/// One answer a step.
std::vector<LampAnswer> answer(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

/// A lamp adds the same when it comes and when it goes; a curtain lets through a share of a
/// daylight that changes meanwhile. What is said to be on by day only, from a rise to a fall of
/// another size, neither of a size that lamps had in the dark, becomes unknown.
void doubt_curtains(const Light& light, std::vector<LampAnswer>& answers);

}  // namespace lamplighter
