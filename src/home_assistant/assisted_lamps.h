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

/// Which entities a room has, and how they are to look when they are on.
struct AssistedRoom {
  RoomName room;
  std::vector<std::string> entities;  ///< each is_entity
  LampLook look;
};

/// The lamps of the house behind Home Assistant. What they are is what it reports; a command counts
/// as done when Home Assistant has taken it, and is confirmed by the next look. One thread.
class AssistedLamps final : public Lamps {
 public:
  AssistedLamps(std::unique_ptr<Client> client, std::vector<AssistedRoom> rooms);

  /// Errors: not_found for an entity that is not there; those of Client::send and check_status.
  LampReplies command(const LampRequests& requests) override;

  /// Errors: as for `command`, where nobody answers.
  Result<HouseLook> look() override;

 private:
  struct Entity {
    std::set<RoomName> rooms = {};
    LampLook usual = {};    ///< of its first room
    EntityState last = {};  ///< for what it can
  };

  Result<EntityState> ask(const std::string& entity);
  LampReply carry_out(const std::string& name, Entity& entity, const LampRequest& request);

  std::unique_ptr<Client> client_;
  std::map<std::string, Entity> entities_;
  bool answers_ = true;  ///< the last question about an entity was answered
};

}  // namespace lamplighter::home_assistant
