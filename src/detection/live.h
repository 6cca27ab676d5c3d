// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/changes.h"
#include "detection/detect.h"
#include "detection/forward_filter.h"
#include "detection/sky.h"

#include <optional>

namespace lamplighter {

/// What past weeks taught of a room's light, for readings to come. A value.
struct LightMemory {
  LampModel model;
  double spacing;           ///< usual minutes between readings
  float floor;              ///< lux with neither lamp nor daylight, of the last nights
  SkyOfDay sky;             ///< daylight of the last days
  std::vector<Jump> jumps;  ///< of the last days; sorted by sundial
  Reporting reporting;      ///< a sensor on change holds its reports
  Averaging averaging;      ///< of the sensor, undone before the model sees a reading
};

/// Of how long a past it is good to remember, and how long before a moment it is good to listen, to
/// know what was lit before.
inline constexpr std::chrono::hours good_past{21 * 24};
inline constexpr std::chrono::hours good_approach{6};

/// Of the newest place of the sensor; nothing where it said nothing.
std::optional<LightMemory> remember(const RoomStudy& room);

/// What can be said of a room's lamps when a reading comes.
struct LampsNow {
  Instant at;
  LampState state;
  float probability;  ///< that a lamp is on
  double lux;         ///< what the lamps add; expected value
  double daylight;    ///< what is left of the light above the floor
};

/// Says at each reading whether lamps are on: the model of detect_lamps as a forward filter, which
/// knows the past only. It is less sure than detect_lamps of the same minute an hour later: a cloud
/// may look like a lamp until it has passed. One thread.
class LiveLamps {
 public:
  LiveLamps(LightMemory memory, Place place);
  LiveLamps(const LiveLamps&) = delete;  // the lattice looks at its light and model
  LiveLamps& operator=(const LiveLamps&) = delete;

  /// Nothing for a reading that is not later than the one before.
  std::optional<LampsNow> hear(const Sample<Lux>& reading);

  /// How long what was said at a reading is true: until a sensor on change would have reported.
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
