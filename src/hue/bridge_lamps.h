// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/bridge.h"
#include "hue/event_stream.h"
#include "ports/lamps.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
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

/// The lamps of the house behind a Hue bridge, under its ids. A name is looked up once, so a lamp
/// that is renamed later is still the room's; and again where its lamp is gone, so that one that
/// replaces it under its name is played. Lamps that no room names are seen too, without a
/// room.
///
/// Off with a fade makes a bridge forget the brightness (the next plain "on" comes up at 1 %), so
/// the brightness is kept here and sent with the next "on". One thread.
class BridgeLamps final : public Lamps {
 public:
  /// What the bridge's event stream said since the last call; nothing while it is not open.
  using News = std::function<std::optional<LampWatch::Heard>()>;

  /// With the news, the bridge is asked for everything at most once per this.
  static constexpr auto read_every = std::chrono::seconds(60);

  /// Requires: the bridge outlives this.
  BridgeLamps(Bridge& bridge, std::vector<RoomLamps> rooms, News news = nullptr);

  /// From now on the same bridge is reached that way. Requires: it outlives this.
  void use(Bridge& bridge) { bridge_ = &bridge; }

  /// Errors: not_found for a lamp that is not there; unavailable when it or the bridge cannot be
  /// reached; refused when a person is needed. A lamp gets of a request what it can: the nearest
  /// colour temperature that it has, no brightness where it only switches. A room or zone of the
  /// bridge whose lamps are all to be the same is one command, where that is not slower.
  LampReplies command(const LampRequests& requests) override;

  /// Errors: those of Bridge::house. A name that the bridge does not have is a lamp with the error
  /// not_found.
  Result<HouseLook> look() override;

 private:
  using LampCommands = std::map<std::string, LampCommand>;  ///< by the lamp's id

  Result<void> refresh();
  bool follow(const std::vector<LampReport>& reports);
  BridgeLamp* find(const std::string& id);
  void find_names(HouseLook& seen);
  void add_target(const RoomLamps& room, const std::string& name, const Target& target,
                  HouseLook& seen);
  Result<LampCommand> prepare(const LampId& id, const LampRequest& request);
  [[nodiscard]] const BridgeGroup* group_for(const LampCommands& commands) const;
  Result<void> command_groups(LampCommands& commands, LampReplies& answers);
  LampReply carry_out(const std::string& id, const LampCommand& command);
  LampCommand command_for(const BridgeLamp& lamp, const RoomLamps& room,
                          const LampRequest& request);

  Bridge* bridge_;
  std::vector<RoomLamps> rooms_;
  News news_;
  std::optional<BridgeHouse> house_;  ///< as last read, and what was heard and commanded since
  Instant read_at_{};
  std::map<std::pair<RoomName, std::string>, Target> targets_;  ///< names that were found
  std::set<std::string> replaced_;  ///< ids of lamps that are gone; others have their names
  std::map<std::string, const RoomLamps*> room_of_;  ///< by the lamp's id
  std::map<std::string, double> brightness_before_fade_;
  std::set<std::string> unreachable_;  ///< ids, at the last look
};

}  // namespace lamplighter::hue
