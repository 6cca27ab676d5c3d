// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/reading.h"
#include "playing/light_proof.h"
#include "playing/play_step.h"

#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace lamplighter {

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
