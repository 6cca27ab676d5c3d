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

/// Decides whether a room's light rises when its lamps are switched on, using the room's sensor.
/// Conservative: it only judges rooms that were dark and steady; one brighter reading proves that
/// the lamps work, and only three failed trials in a row show that they do not. Pure; the constants
/// are chosen by us.
class LightProof {
 public:
  static constexpr double dark_lux = 30;        ///< a brighter room proves nothing
  static constexpr double least_rise = 1;       ///< lux; one step of a whole-lux sensor
  static constexpr double steady_share = 0.25;  ///< of the previous light: changing daylight
  static constexpr auto before = std::chrono::minutes(15);  ///< readings from this time count
  static constexpr auto settle = std::chrono::seconds(90);  ///< longest fade, and a sensor's delay
  static constexpr auto after = std::chrono::minutes(45);   ///< later rises may have other causes
  static constexpr int dark_readings = 2;                   ///< after `settle`: a failed trial
  static constexpr int misses = 3;

  enum class Verdict {
    dead,  ///< reported once
    alive  ///< reported after `dead`
  };

  /// Processes a reading of the room's sensor. Readings out of order or late are ignored.
  std::optional<Verdict> reading(Instant at, Lux lux);

  /// We commanded the lamps to `to`, and they accepted it.
  void commanded(Instant at, OnOff to);

  /// Something else changed them, such as a manual switch or a power cut. The trial is cancelled.
  void disturbed() { trial_.reset(); }

  [[nodiscard]] bool is_dead() const { return missed_ >= misses; }

 private:
  struct Trial {
    Instant at;
    double bright_from;  ///< lux
    int dark = 0;        ///< readings without a rise
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

/// Checks, room by room, whether the light rises when the player switches lamps on. Readings may
/// come from any thread, the player's steps from one.
class LightWatch {
 public:
  /// Reports that a room's lamps do not light up, or do again, as a sentence. Called on the thread
  /// that passed the reading.
  using Verdict = std::function<void(const std::string& sentence)>;

  /// `rooms`: the room of each sensor.
  LightWatch(std::map<SensorId, RoomName> rooms, Verdict on_verdict);

  void reading(const Reading& reading);
  void took(const PlayStep& step);

  /// Whether the lamps of all rooms light up.
  [[nodiscard]] bool is_well() const;

 private:
  std::map<SensorId, RoomName> rooms_;
  Verdict on_verdict_;
  mutable std::mutex mutex_;  ///< guards proofs_
  std::map<RoomName, LightProof> proofs_;
};

}  // namespace lamplighter
