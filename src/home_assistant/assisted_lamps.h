// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "home_assistant/client.h"
#include "payloads/lamp_message.h"
#include "ports/lamps.h"

#include <map>
#include <memory>
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

  /// Errors: not_found for a room without entities here, or an entity that is not there; those of
  /// Client::send and check_status. Where only some of the room's entities fail, the others are
  /// switched all the same.
  Result<void> set(const RoomName& room, OnOff to, const Look& look) override;

  /// A room is on if any of its entities is. Errors: as for `set`, where nobody answers.
  Result<RoomStates> look() override;
  [[nodiscard]] std::set<std::string> silent_lamps() const override { return silent_; }

 private:
  Result<OnOff> look_at(const AssistedRoom& room);

  std::unique_ptr<Client> client_;
  std::vector<AssistedRoom> rooms_;
  std::set<std::string> silent_;  ///< sentences since the last look
  bool answers_ = true;           ///< the last question about an entity was answered
};

}  // namespace lamplighter::home_assistant
