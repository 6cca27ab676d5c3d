// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/lamps.h"

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lamplighter {

/// Lamps of one kind, and the rooms that have some.
struct LampKind {
  std::unique_ptr<Lamps> lamps;
  std::set<RoomName> rooms;
};

/// How long a caller waits for one kind, in real time. Work that takes longer continues in the
/// background.
struct LampWaits {
  std::chrono::milliseconds answer{1500};  ///< more than a bridge's pause between group commands
  std::chrono::milliseconds late_answer{200};  ///< for a kind that failed last time or is late
  std::chrono::milliseconds keep_late{5000};   ///< how long the result of a late look remains valid
};

/// Combines lamps of several kinds into the lamps of one house; a room may have lamps of each kind.
/// Each kind runs on a separate thread, so none waits for another: one that does not respond in
/// time is `pending` and does not block the caller. All calls must come from one thread.
class JoinedLamps final : public Lamps {
 public:
  explicit JoinedLamps(std::vector<LampKind> kinds, const LampWaits& waits = {});

  /// Waits for work in progress; the owner of the kinds can interrupt it.
  ~JoinedLamps() override;

  /// Each lamp is commanded by its kind. A kind that is still busy with an earlier command returns
  /// unavailable, and `pending` if the new command has started.
  LampReplies command(const LampRequests& requests) override;

  /// The lamps of all kinds. For a kind that fails or is late, the lamps as last seen, with the
  /// reason; if it was never seen, each room has one lamp with the room's name. Errors: that of the
  /// first kind, if all fail.
  Result<HouseLook> look() override;

  /// From now on `on_answer` is called on a separate thread when a kind has finished work that the
  /// caller no longer waits for. When this returns, the previous callback is no longer running.
  void notify(std::function<void()> on_answer);

 private:
  class Worker;

  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace lamplighter
