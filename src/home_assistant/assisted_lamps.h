// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "home_assistant/client.h"
#include "payloads/mqtt_lamp.h"
#include "ports/lamps.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lamplighter::home_assistant {

/// The entities of a room, and their light settings when on.
struct AssistedRoom {
  RoomName room;
  std::vector<std::string> entities;  ///< each is_entity
  LampLook look;
};

/// Lamps controlled through Home Assistant. Their states are those that it reports; a command
/// counts as done when Home Assistant has accepted it, and is confirmed by the next look.
/// Single-threaded.
class AssistedLamps final : public Lamps {
 public:
  AssistedLamps(std::unique_ptr<Client> client, std::vector<AssistedRoom> rooms);

  /// Errors: not_found for an entity that does not exist; those of Client::send and check_status.
  LampReplies command(const LampRequests& requests) override;

  /// Errors: as for `command`, if Home Assistant does not answer.
  Result<HouseLook> look() override;

 private:
  struct Entity {
    std::set<RoomName> rooms = {};
    LampLook usual = {};    ///< of its first room
    EntityState last = {};  ///< for its abilities
  };

  Result<EntityState> ask(const std::string& entity);
  LampReply carry_out(const std::string& name, Entity& entity, const LampRequest& request);

  std::unique_ptr<Client> client_;
  std::map<std::string, Entity> entities_;
  bool answers_ = true;  ///< the last request for an entity was answered
};

}  // namespace lamplighter::home_assistant
