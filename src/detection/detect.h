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
  double small_lamp_;
  double least_lamp_;
  double shift_;
  bool knows_lamps_;
};

/// One answer a step.
std::vector<LampAnswer> answer(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

/// A lamp's size is known to a tenth or so. What is said to be left on by day, of much more light
/// that went off, becomes unknown until it is dark: there everything is seen, and by day it would
/// be a guess.
void doubt_unseen(const Light& light, std::vector<LampAnswer>& answers);

/// A lamp adds the same when it comes and when it goes; a curtain lets through a share of a
/// daylight that changes meanwhile. What is said to be on by day only, from a rise to a fall of
/// another size, neither of a size that lamps had in the dark, becomes unknown.
void doubt_curtains(const Light& light, std::vector<LampAnswer>& answers);

/// A stretch in which lamps were on and none was switched, or in which nobody can tell.
struct LitInterval {
  Instant from;
  Instant until;       ///< not included
  LampState state;     ///< on or unknown
  double probability;  ///< that a lamp was on; mean over the readings
  double lux;          ///< what the lamps add if they are on; mean over the readings
                       ///< (½ and 0 where the sensor was stuck or moved)
};

/// Light that comes from another room's lamps.
struct Spill {
  std::size_t from;  ///< which of the rooms that were looked at together
  double share;      ///< of what those lamps add there
};

/// When a room's lamps were on, told from daylight.
struct Detection {
  std::size_t samples = 0;
  Reporting reporting;            ///< when the sensor reports
  Minutes spacing{1};             ///< usual one of the readings
  std::vector<double> lamps;      ///< sizes found, lux, rising; where the sensor is now
  std::vector<Stretch> moved;     ///< in which the sensor was moved to another place; rising
  std::vector<Stretch> stuck;     ///< in which it said one value; rising
  std::vector<Stretch> observed;  ///< between gaps; rising
  std::vector<Spill> spills;      ///< told by `tell_spill` only
  std::vector<LitInterval>
      intervals;  ///< rising, each within one observed stretch; the rest of it is off
};

/// Works out from one sensor's readings when lamps were on: a hidden Markov model whose state is
/// how much light the lamps add, over the readings as they are, in three passes. The first two
/// learn which lamps the room has and what daylight its days have, the third answers. Where the
/// sensor was moved, learning starts over; what it said while it was stuck is unknown. A sensor
/// that reports on change is heard as if it repeated itself. Needs nothing but the place. A year of
/// readings per minute apart takes seconds; a day is little to learn from, three weeks are good.
/// docs/algorithms.md, "Telling lamps from daylight", has the formulas.
/// `reports`: how the sensor reports, where a person says so.
Detection detect_lamps(std::vector<Sample<Lux>> samples, const Place& place,
                       std::optional<ReportKind> reports = std::nullopt);

/// All that detecting works out of the readings of one sensor in one place, reading by reading.
struct LampStudy {
  Light light;
  LampModel model;                  ///< learned
  LampPosterior lamps;              ///< of the last pass
  std::vector<LampAnswer> answers;  ///< one a step of `light`
};

/// What was worked out of one sensor's readings; `detect_lamps` says it shorter.
struct RoomStudy {
  Reporting reporting;
  Averaging averaging;
  std::vector<Stretch> unclear;  ///< all that a sensor that reports too rarely was heard in; rising
  std::vector<LampStudy> parts;  ///< one a place of the sensor, in order of time
  std::vector<Stretch> stuck;    ///< in which it said one value; rising
  std::vector<Stretch> moved;    ///< in which it was moved, between the parts; rising
};

/// Leaves out what a stuck sensor said and what may be from either place of one that was moved, and
/// goes through each part of the rest twice: to learn and to answer. Reports on change are held;
/// where the sensor reports too rarely, nothing is studied.
RoomStudy study_room(std::vector<Sample<Lux>> samples, const Place& place,
                     std::optional<ReportKind> reports = std::nullopt);

/// The same as intervals; `samples` is left 0.
Detection summary_of(const RoomStudy& room);

}  // namespace lamplighter
