// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "detection/detect.h"
#include "detection/noise.h"

#include <algorithm>
#include <span>
#include <vector>

namespace lamplighter {

/// The numbers of a window that moves on, rising.
class SortedWindow {
 public:
  void put(double value) { values_.insert(std::ranges::upper_bound(values_, value), value); }

  /// Requires: it was put.
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

/// How far on each side of a jump others like it are counted: further where readings are rare.
Minutes crowd_reach(const Light& light);

/// A jump of the light by daylight: which way it went and where the sun stood.
struct Jump {
  std::size_t step;
  float sundial;
  std::int32_t day;
  double change;
  double scale;  ///< usual size of a change there, lux
};

/// The change of a step as a jump.
Jump jump_of(const Light& light, std::size_t step);

/// Whether the light jumped by daylight. Requires: measure_change was here.
bool is_jump(const LightStep& step, const LightNoise& noise);

/// The jumps of a light. Requires: measure_changes was here.
std::vector<Jump> jumps_of(const Light& light, const LightNoise& noise);

/// Days before and after a jump on which the edge of a patch of sun seems to have made one like it.
/// Requires: jumps sorted by sundial.
float days_like(const std::vector<Jump>& jumps, const Jump& jump);

/// Fills in `scale` and `crowd` of step `i` by the steps around it that are there; `scratch` is
/// anything.
void measure_change(Light& light, std::size_t i, const LightNoise& noise,
                    std::vector<double>& scratch);

/// Fills in each step's `scale` and `crowd`: how much the light usually changes around it, and
/// whether it is one of many jumps, as broken cloud and the sun on the sensor make them, or one of
/// the few that lamps make.
/// Requires: measure_noise was here.
void measure_changes(Light& light, const LightNoise& noise);

/// Fills in `crowd` again, now that a first pass knows which jumps are lamps' without doubt: those
/// are in no crowd, so that a house in which lamps are switched often does not look like a cloudy
/// one. Requires: measure_changes was here.
void measure_crowds(Light& light, const LightNoise& noise, const LampPosterior& lamps);

/// A detection as changes of a room's state, the form that on/off files and training take:
/// `unknown` where nobody can tell, in gaps and from the end on. Neighbours differ; nothing for no
/// readings.
std::vector<Change> lamp_changes(const Detection& detection, const RoomName& room);

/// How long a room was seen, and what was said of it.
struct DetectedTime {
  Instant::duration observed{0};
  Instant::duration on{0};
  Instant::duration unknown{0};  ///< of what was observed
};

DetectedTime detected_time(const Detection& detection);

/// Of the corrections of all rooms, in the order in which they were said: what holds of one room.
/// Rising, none over another, each with a state: what was said later wins.
std::vector<Correction> in_force(std::span<const Correction> said, const RoomName& room);

/// Puts corrections in the place of what was detected, where something was observed: nobody can
/// learn from a gap. Requires: `corrections` as `in_force` gives them.
void correct(Detection& detection, std::span<const Correction> corrections);

/// The same of a room's changes, gaps or not; unknown before the first of them. Requires: sorted,
/// of the room of `corrections`, which are as `in_force` gives them.
std::vector<Change> corrected(std::span<const Change> changes,
                              std::span<const Correction> corrections);

}  // namespace lamplighter
