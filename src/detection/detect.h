// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"
#include "detection/averaging.h"
#include "detection/forward_filter.h"
#include "detection/light.h"
#include "detection/reporting.h"
#include "sky/sun.h"

#include <optional>
#include <vector>

namespace lamplighter {

/// What the detector concludes about the lamps at one reading.
struct LampAnswer {
  LampState state;
  float probability;  ///< that a lamp is on
  float lux;          ///< what the lamps add if on
  bool lit;           ///< the more likely state, for callers that always need one
  bool rose;          ///< a lamp was switched on just before this reading
  bool fell;          ///< a lamp was switched off just before this reading

  /// Makes the result unknown.
  void doubt() {
    state = LampState::unknown;
    probability = 0.5F;
    lit = false;
  }
};

/// Decides what can be concluded at one reading, given the room's usual lamp. On and off are
/// reported only where they can be distinguished. Lamps much smaller than the light's own changes,
/// and the absence of lamps among cloud jumps of a lamp's size, are `unknown`.
class AnswerRule {
 public:
  explicit AnswerRule(const LampModel& model);

  /// Whether the light jumped during daylight by at least half of the usual lamp.
  [[nodiscard]] bool is_lamp_like(const LightStep& step) const;

  /// `on` and `lux`: probability that lamps are on, and expected lux. `scale`: median of
  /// `LightStep::scale` within a quarter of an hour; `jumps`: number of lamp-like jumps within the
  /// reach of a crowd. Does not set `rose` and `fell`.
  [[nodiscard]] LampAnswer operator()(const LightStep& step, float on, float lux, float scale,
                                      int jumps) const;

 private:
  double usual_lamp_;
  double small_lamp_;
  double least_lamp_;
  double shift_;
  bool knows_lamps_;
};

/// One result per step.
std::vector<LampAnswer> answer(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

/// A lamp's size is known to about a tenth. A lamp that seems to stay on by day after a much larger
/// amount of light went off becomes unknown until dark, where every lamp is visible; by day it
/// would be a guess.
void doubt_unseen(const Light& light, std::vector<LampAnswer>& answers);

/// A lamp adds the same amount when it goes on and off; a curtain lets through a share of changing
/// daylight. A stretch that is on during daylight only, from a rise to a fall of a different size,
/// neither of them a size seen in the dark, becomes unknown.
void doubt_curtains(const Light& light, std::vector<LampAnswer>& answers);

/// A stretch in which lamps were on and none was switched, or in which the state is unclear.
struct LitInterval {
  Instant from;
  Instant until;       ///< not included
  LampState state;     ///< on or unknown
  double probability;  ///< that a lamp was on; mean over the readings
  double lux;          ///< what the lamps add if on; mean over the readings
                       ///< (½ and 0 where the sensor was stuck or moved)
};

/// Light that comes from another room's lamps.
struct Spill {
  std::size_t from;  ///< index among the rooms that were compared
  double share;      ///< of what the lamps add in their own room
};

/// When a room's lamps were on, detected from one sensor.
struct Detection {
  std::size_t samples = 0;
  Reporting reporting;            ///< when the sensor reports
  Minutes spacing{1};             ///< usual time between readings
  std::vector<double> lamps;      ///< sizes found at the sensor's current place, lux, ascending
  std::vector<Stretch> moved;     ///< while the sensor was moved to another place; ascending
  std::vector<Stretch> stuck;     ///< while the sensor repeated one value; ascending
  std::vector<Stretch> observed;  ///< between gaps; ascending
  std::vector<Spill> spills;      ///< filled in by `tell_spill` only
  std::vector<LitInterval>
      intervals;  ///< ascending, each within one observed stretch; the rest is off
};

/// Detects from one sensor's readings when lamps were on: a hidden Markov model over the raw
/// readings, whose state is the light that the lamps add. Of three passes, the first two learn the
/// room's lamps and its usual daylight; the third produces the result. Learning starts over where
/// the sensor was moved; readings of a stuck sensor are unknown. Reports of a sensor that reports
/// on change are held until the next one. Needs only the place. A year of readings one minute apart
/// takes seconds; a day is little to learn from, three weeks are enough.
/// Formulas: docs/algorithms.md, "Telling lamps from daylight".
/// `reports`: how the sensor reports, if configured.
Detection detect_lamps(std::vector<Sample<Lux>> samples, const Place& place,
                       std::optional<ReportKind> reports = std::nullopt);

/// All intermediate results for the readings of one sensor at one place, per reading.
struct LampStudy {
  Light light;
  LampModel model;                  ///< learned
  LampPosterior lamps;              ///< of the last pass
  std::vector<LampAnswer> answers;  ///< one per step of `light`
};

/// All intermediate results for one sensor; `detect_lamps` returns the summary.
struct RoomStudy {
  Reporting reporting;
  Averaging averaging;
  std::vector<Stretch> unclear;  ///< the whole span, if the sensor reports too rarely; ascending
  std::vector<LampStudy> parts;  ///< one per place of the sensor, in order of time
  std::vector<Stretch> stuck;    ///< while the sensor repeated one value; ascending
  std::vector<Stretch> moved;    ///< while it was moved, between the parts; ascending
};

/// Excludes readings of a stuck sensor and those that may be from either place of a moved one, then
/// runs each remaining part through learning and detection. Reports on change are held; readings of
/// a sensor that reports too rarely are not analysed.
RoomStudy study_room(std::vector<Sample<Lux>> samples, const Place& place,
                     std::optional<ReportKind> reports = std::nullopt);

/// The same as intervals; leaves `samples` at 0.
Detection summary_of(const RoomStudy& room);

}  // namespace lamplighter
