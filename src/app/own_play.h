// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/leave_out.h"
#include "core/names.h"
#include "core/result.h"

#include <map>
#include <string>
#include <vector>

namespace lamplighter::app {

/// When what a room's lamps did was not its household's doing.
class OwnPlay {
 public:
  /// Nothing was.
  OwnPlay() = default;

  /// From a store's record of absences and of play; files that are not there say nothing. Errors:
  /// those of read_on_off.
  static Result<OwnPlay> of_store(const std::string& store);

  /// Of the room, sorted and apart.
  [[nodiscard]] std::vector<TimeSpan> spans(const RoomName& room) const;

 private:
  std::vector<TimeSpan> absences_;
  std::map<RoomName, std::vector<TimeSpan>> played_;
};

}  // namespace lamplighter::app
