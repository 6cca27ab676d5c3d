// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/lamps.h"

#include <memory>
#include <set>
#include <vector>

namespace lamplighter {

/// Lamps of one kind, and the rooms in which there are some.
struct LampKind {
  std::unique_ptr<Lamps> lamps;
  std::set<RoomName> rooms;
};

/// Lamps of several kinds as the lamps of one house; a room may have some of each. One thread.
class JoinedLamps final : public Lamps {
 public:
  explicit JoinedLamps(std::vector<LampKind> kinds) : kinds_(std::move(kinds)) {}

  /// Every kind that is in the room switches its lamps; where only some fail, it is done. Errors:
  /// not_found where no kind is, else that of the first that failed.
  Result<void> set(const RoomName& room, OnOff to, const Look& look) override;

  /// A room is on if lamps of any kind are; nobody can tell where no kind can. Errors: that of the
  /// first, where no kind answers.
  Result<RoomStates> look() override;
  [[nodiscard]] std::set<std::string> silent_lamps() const override;

 private:
  std::vector<LampKind> kinds_;
  std::set<std::string> silent_;  ///< of kinds that fail in a room where another does not
};

}  // namespace lamplighter
