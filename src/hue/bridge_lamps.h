// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/bridge.h"
#include "ports/lamps.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lamplighter::hue {

/// Which lamps of the bridge a room has, and how they are to look when they are on and the plan
/// does not say.
struct RoomLamps {
  RoomName room;

  /// Each a lamp's name or id, or a room's or zone's name at the bridge. `room:NAME` and
  /// `zone:NAME` say which is meant where names are alike.
  std::vector<std::string> lamps;

  std::optional<double> brightness;  ///< percent; absent: as it was when last on
  std::optional<int> mirek;
  std::optional<std::chrono::milliseconds> fade;
};

/// The lamps of the house behind a Hue bridge.
///
/// Off with a fade makes a bridge forget the brightness (the next plain "on" comes up at 1 %), so
/// the brightness is kept here and sent with the next "on". One thread.
class BridgeLamps final : public Lamps {
 public:
  /// Requires: the bridge outlives this.
  BridgeLamps(Bridge& bridge, std::vector<RoomLamps> rooms);

  /// Errors: not_found for a room or lamp that is not there; unavailable when no lamp of the room
  /// can be reached, or the bridge cannot; refused when a person is needed. Where only some of the
  /// room's lamps fail, the others are switched all the same.
  Result<void> set(const RoomName& room, OnOff to, const Look& look) override;

  /// A room is on if a lamp of it is on that can be reached. When one of several lamps can be
  /// reached again, its room is unavailable for that one look: nobody's hand made it what it is
  /// now.
  Result<RoomStates> look() override;
  [[nodiscard]] std::set<std::string> silent_lamps() const override { return silent_sentences_; }

 private:
  Result<RoomLamps> room_of(const RoomName& room) const;
  LampCommand command_for(const RoomLamps& room, const Target& target, const BridgeHouse& house,
                          OnOff to, const Look& planned);

  Bridge& bridge_;
  std::vector<RoomLamps> rooms_;
  std::map<Target, double> brightness_before_fade_;
  std::set<std::string> silent_sentences_;  ///< since the last look
  std::set<std::string> silent_;  ///< ids of lamps that could not be reached when last looked at
};

}  // namespace lamplighter::hue
