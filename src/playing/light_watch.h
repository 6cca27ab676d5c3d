// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/reading.h"
#include "playing/player.h"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace lamplighter {

/// Whether a room's light rises when its lamps are switched on, by the room's own sensor. Careful:
/// it judges only what happens in a room that was dark and steady, a reading that is brighter
/// proves that all is well, and only three trials in a row without one say that the lamps are dead.
/// Pure; the numbers are chosen by us.
class LightProof {
 public:
  static constexpr double dark_lux = 30;        ///< brighter before: proves nothing
  static constexpr double least_rise = 1;       ///< lux; one step of a sensor of whole numbers
  static constexpr double steady_share = 0.25;  ///< of the light before: daylight that moves
  static constexpr auto before = std::chrono::minutes(15);  ///< readings of this time count
  static constexpr auto settle = std::chrono::seconds(90);  ///< longest fade, and a sensor's own
  static constexpr auto after = std::chrono::minutes(45);   ///< later, nobody knows what rose
  static constexpr int dark_readings = 2;                   ///< behind `settle`: a miss
  static constexpr int misses = 3;

  enum class Verdict {
    dead,  ///< said once
    alive  ///< after that
  };

  /// A reading of the room's sensor. Readings out of order and late ones are passed over.
  std::optional<Verdict> reading(Instant at, Lux lux);

  /// The lamps were told so, by us, and took it.
  void told(Instant at, OnOff to);

  /// Something else happened to them: a hand, a power cut. The trial is void.
  void disturbed() { trial_.reset(); }

  [[nodiscard]] bool is_dead() const { return missed_ >= misses; }

 private:
  struct Trial {
    Instant at;
    double bright_from;  ///< lux
    int dark = 0;        ///< readings that were not
  };
  struct Seen {
    Instant at;
    double lux;
  };

  std::optional<Verdict> judge(Instant at, double lux);

  std::deque<Seen> recent_;
  std::optional<Trial> trial_;
  OnOff is_ = OnOff::off;
  int missed_ = 0;
};

/// Looks, room by room, whether the light rises when the player switches lamps on. Any thread may
/// bring readings, one what the player did.
class LightWatch {
 public:
  /// A room's lamps are dead, or alive again; the sentence says so. Called on the thread that
  /// brought the reading.
  using Verdict = std::function<void(const std::string& sentence)>;

  /// `rooms`: whose light each sensor sees.
  LightWatch(std::map<SensorId, RoomName> rooms, Verdict on_verdict);

  void reading(const Reading& reading);
  void took(const PlayStep& step);

  /// Whether no room's lamps are dead.
  [[nodiscard]] bool is_well() const;

 private:
  std::map<SensorId, RoomName> rooms_;
  Verdict on_verdict_;
  mutable std::mutex mutex_;  ///< guards proofs_
  std::map<RoomName, LightProof> proofs_;
};

}  // namespace lamplighter
