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

/// Lamps of one kind, and the rooms in which there are some.
struct LampKind {
  std::unique_ptr<Lamps> lamps;
  std::set<RoomName> rooms;
};

/// How long a caller waits for one kind, in real time. What takes longer goes on without the
/// caller.
struct LampWaits {
  std::chrono::milliseconds answer{1500};      ///< more than a bridge's pause between two groups
  std::chrono::milliseconds late_answer{200};  ///< of a kind that failed last time or is late
  std::chrono::milliseconds keep_late{5000};   ///< that long a late look may be given to the next
};

/// Lamps of several kinds as the lamps of one house; a room may have some of each. Every kind works
/// on a thread of its own, so that none waits for another: one that does not answer in time is
/// `pending` and does not hold up the caller. Callers: one thread.
class JoinedLamps final : public Lamps {
 public:
  explicit JoinedLamps(std::vector<LampKind> kinds, const LampWaits& waits = {});

  /// Waits for what is under way; whoever made the kinds can interrupt them.
  ~JoinedLamps() override;

  /// Each lamp is commanded by its kind. One that still works on an earlier command answers
  /// unavailable, and pending where it has begun.
  LampReplies command(const LampRequests& requests) override;

  /// The lamps of all kinds. Those of a kind that fails or is late are as last seen, with the
  /// reason; of one that was never seen, each room has a lamp of the room's name. Errors: that of
  /// the first, where every kind fails.
  Result<HouseLook> look() override;

  /// From now on `on_answer` is called, on a thread of its own, when a kind has finished what the
  /// caller no longer waits for. Once this returns, the function before is no longer called.
  void notify(std::function<void()> on_answer);

 private:
  class Worker;

  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace lamplighter
