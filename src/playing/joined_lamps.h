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

  /// Every kind that is in the room switches its lamps; where only some fail, it is done. Errors:
  /// not_found where no kind is; unavailable, and pending, where one still works on it; unavailable
  /// where one still works on an earlier command; else that of the first.
  Result<void> set(const RoomName& room, OnOff to, const Look& look) override;

  /// A room is on if lamps of any kind are; unavailable where no kind can tell, and pending where
  /// one that is late may change what the others say. Errors: that of the first, where every kind
  /// fails.
  Result<RoomStates> look() override;
  [[nodiscard]] bool is_pending(const RoomName& room) const override {
    return pending_.contains(room);
  }
  [[nodiscard]] std::set<std::string> silent_lamps() const override;

  /// From now on `on_answer` is called, on a thread of its own, when a kind has finished what the
  /// caller no longer waits for. Once this returns, the function before is no longer called.
  void notify(std::function<void()> on_answer);

 private:
  class Worker;
  void hide_pending(RoomStates& all);

  std::vector<std::unique_ptr<Worker>> workers_;
  std::set<RoomName> pending_;
  std::set<std::string> silent_;  ///< of kinds that fail in a room where another does not
};

}  // namespace lamplighter
