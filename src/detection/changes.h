// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "detection/detect.h"
#include "detection/noise.h"

#include <algorithm>
#include <span>
#include <vector>

namespace lamplighter {

/// The values of a sliding window, ascending.
class SortedWindow {
 public:
  void put(double value) { values_.insert(std::ranges::upper_bound(values_, value), value); }

  /// Requires: `value` is in the window.
  void drop(double value) { values_.erase(std::ranges::lower_bound(values_, value)); }

  [[nodiscard]] const std::vector<double>& values() const { return values_; }

  /// Requires: not empty.
  [[nodiscard]] double median() const {
    const std::size_t half = (values_.size() - 1) / 2;
    return values_.size() % 2 == 1 ? values_[half] : (values_[half] + values_[half + 1]) / 2;
  }

 private:
  std::vector<double> values_;
};

/// How far on each side of a jump similar jumps are counted; further where readings are rare.
Minutes crowd_reach(const Light& light);

/// A jump of the light during daylight: its direction and the position of the sun.
struct Jump {
  std::size_t step;
  float sundial;
  std::int32_t day;
  double change;
  double scale;  ///< typical size of a change at that time, lux
};

/// The change at a step as a jump.
Jump jump_of(const Light& light, std::size_t step);

/// Whether the light jumped during daylight. Requires: measure_change was called.
bool is_jump(const LightStep& step, const LightNoise& noise);

/// All jumps. Requires: measure_changes was called.
std::vector<Jump> jumps_of(const Light& light, const LightNoise& noise);

/// Days around the jump on which the edge of a patch of sun seems to have caused a similar jump.
/// Requires: jumps sorted by sundial.
float days_like(const std::vector<Jump>& jumps, const Jump& jump);

/// Fills in `scale` and `crowd` of step `i` from the steps around it; `scratch` is a buffer with
/// any content.
void measure_change(Light& light, std::size_t i, const LightNoise& noise,
                    std::vector<double>& scratch);

/// Fills in `scale` and `crowd` of each step: how much the light typically changes around it, and
/// whether it is one of many jumps, as caused by broken cloud or by sun on the sensor, or one of
/// the few that lamps cause.
/// Requires: measure_noise was called.
void measure_changes(Light& light, const LightNoise& noise);

/// Fills in `crowd` again after a first pass has found the jumps that are certainly lamps. These
/// are excluded, so that frequent switching does not look like broken cloud.
/// Requires: measure_changes was called.
void measure_crowds(Light& light, const LightNoise& noise, const LampPosterior& lamps);

/// A detection as changes of a room's state, the form that on/off files and training use: `unknown`
/// where the state is unclear, in gaps and after the end. Consecutive states differ; empty if there
/// are no readings.
std::vector<Change> lamp_changes(const Detection& detection, const RoomName& room);

/// For how long a room was observed, and the result.
struct DetectedTime {
  Instant::duration observed{0};
  Instant::duration on{0};
  Instant::duration unknown{0};  ///< part of the observed time
};

DetectedTime detected_time(const Detection& detection);

/// The corrections of one room, from those of all rooms in the order in which they were entered.
/// Ascending, without overlap, each with a state; a later entry overrides earlier ones.
std::vector<Correction> in_force(std::span<const Correction> said, const RoomName& room);

/// Replaces detected states by corrections where readings exist; gaps stay gaps, because training
/// cannot use them. Requires: `corrections` from `in_force`.
void correct(Detection& detection, std::span<const Correction> corrections);

/// The same for a room's changes, in gaps too; unknown before the first change. Requires: sorted
/// changes, `corrections` of the same room from `in_force`.
std::vector<Change> corrected(std::span<const Change> changes,
                              std::span<const Correction> corrections);

}  // namespace lamplighter
