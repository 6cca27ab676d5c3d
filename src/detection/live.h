// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/changes.h"
#include "detection/detect.h"
#include "detection/forward_filter.h"
#include "detection/sky.h"

#include <optional>

namespace lamplighter {

/// What past weeks say about a room's light, for detection on new readings. A value.
struct LightMemory {
  LampModel model;
  double spacing;           ///< usual time between readings, minutes
  float floor;              ///< lux without lamps or daylight, over the last nights
  SkyOfDay sky;             ///< daylight of the last days
  std::vector<Jump> jumps;  ///< of the last days; sorted by sundial
  Reporting reporting;      ///< reports of a sensor that reports on change are held
  Averaging averaging;      ///< of the sensor; undone before the model uses a reading
};

/// How much history to learn from, and how long before a given moment to start filtering, so that
/// the lamps that are already on are known.
inline constexpr std::chrono::hours good_past{21 * 24};
inline constexpr std::chrono::hours good_approach{6};

/// For the sensor's current place; nothing without readings from there.
std::optional<LightMemory> remember(const RoomStudy& room);

/// The state of a room's lamps at the newest reading.
struct LampsNow {
  Instant at;
  LampState state;
  float probability;  ///< that a lamp is on
  double lux;         ///< expected lux that the lamps add
  double daylight;    ///< the remaining light above the floor
};

/// Detects at each reading whether lamps are on: the model of detect_lamps as a forward filter,
/// which uses past readings only. Less certain than the result of detect_lamps for the same minute
/// an hour later: a cloud may look like a lamp until it has passed. Not thread-safe.
class LiveLamps {
 public:
  LiveLamps(LightMemory memory, Place place);
  LiveLamps(const LiveLamps&) = delete;  // the lattice refers to its light and model
  LiveLamps& operator=(const LiveLamps&) = delete;

  /// Nothing for a reading that is not later than the previous one.
  std::optional<LampsNow> hear(const Sample<Lux>& reading);

  /// For how long the result stays valid: until a sensor that reports on change would have
  /// reported.
  [[nodiscard]] Minutes holds() const;

 private:
  void hold_until(Instant at);
  void take(const Sample<Lux>& light);
  [[nodiscard]] LightStep step_of(const Sample<Lux>& reading) const;
  void measure_last();
  void forget_old();
  [[nodiscard]] LampsNow say(const float* levels) const;

  LightMemory memory_;
  Place place_;
  AnswerRule rule_;
  Light light_;  ///< the newest readings
  std::optional<LampLattice> lattice_;
  LatticeBlock block_;
  std::vector<double> scratch_;
  LiveAveraging averaging_;
};

}  // namespace lamplighter
