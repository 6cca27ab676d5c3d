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

/// The lamps of the bridge that belong to a room, and their settings when turned on, unless the
/// plan specifies others.
struct RoomLamps {
  RoomName room;

  /// Each is a lamp's name or id, or the name of a room or zone on the bridge. `room:NAME` and
  /// `zone:NAME` distinguish a room from a zone or lamp with the same name.
  std::vector<std::string> lamps;

  std::optional<double> brightness;  ///< percent; absent: as when last on
  std::optional<int> mirek;
  std::optional<std::chrono::milliseconds> fade;
};

/// The lamps of the house behind a Hue bridge, by their ids. A name is resolved once, so a lamp
/// that is renamed later still belongs to the room; it is resolved again if the lamp is gone, so
/// that a replacement with the same name is used. Lamps that belong to no room are reported too,
/// without a room.
///
/// Turning a lamp off with a fade makes a bridge forget the brightness (a plain "on" then gives
/// 1 %), so the brightness is remembered here and sent with the next "on". Not thread-safe.
class BridgeLamps final : public Lamps {
 public:
  /// Returns what the bridge's event stream reported since the last call; nothing while it is not
  /// open.
  using News = std::function<std::optional<LampWatch::Heard>()>;

  /// With the event stream, everything is read from the bridge at most once per this interval.
  static constexpr auto read_every = std::chrono::seconds(60);

  /// Requires: the bridge outlives this.
  BridgeLamps(Bridge& bridge, std::vector<RoomLamps> rooms, News news = nullptr);

  /// Uses another connection to the same bridge from now on. Requires: it outlives this.
  void use(Bridge& bridge) { bridge_ = &bridge; }

  /// Errors: not_found for a lamp that does not exist; unavailable if it or the bridge is
  /// unreachable; refused if the user must act. Each lamp gets the part of a request that it
  /// supports: the nearest colour temperature within its range, no brightness if it is not
  /// dimmable. If all lamps of a room or zone on the bridge get the same state, one group command
  /// is sent, unless that is slower.
  LampReplies command(const LampRequests& requests) override;

  /// Errors: those of Bridge::house. A name that does not exist on the bridge is a lamp with the
  /// error not_found.
  Result<HouseLook> look() override;

 private:
  using LampCommands = std::map<std::string, LampCommand>;  ///< by lamp id

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
  std::optional<BridgeHouse> house_;  ///< as last read, updated by reports and commands
  Instant read_at_{};
  std::map<std::pair<RoomName, std::string>, Target> targets_;  ///< resolved names
  std::set<std::string> replaced_;  ///< ids of lamps that are gone; their names are used by others
  std::map<std::string, const RoomLamps*> room_of_;  ///< by lamp id
  std::map<std::string, double> brightness_before_fade_;
  std::set<std::string> unreachable_;  ///< ids, when last read
};

}  // namespace lamplighter::hue
