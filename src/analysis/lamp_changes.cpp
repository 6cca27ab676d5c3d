// SPDX-License-Identifier: Apache-2.0
#include "analysis/lamp_changes.h"

namespace lamplighter {
namespace {

/// Changes of one room, each different from the one before.
class ChangeList {
 public:
  explicit ChangeList(const RoomName& room) : room_(room) {}

  /// From `at` on the room is in `state`; takes the place of what was said of the same instant.
  void say(Instant at, LampState state) {
    if (!changes_.empty() && changes_.back().at == at) changes_.pop_back();
    if (changes_.empty() || changes_.back().state != state) changes_.push_back({at, room_, state});
  }

  std::vector<Change> take() { return std::move(changes_); }

 private:
  const RoomName& room_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> lamp_changes(const Detection& detection, const RoomName& room) {
  ChangeList changes(room);
  auto interval = detection.intervals.begin();
  for (const Stretch& stretch : detection.observed) {
    changes.say(stretch.from, LampState::off);
    for (; interval != detection.intervals.end() && interval->from < stretch.until; ++interval) {
      changes.say(interval->from, interval->state);
      changes.say(interval->until, LampState::off);
    }
    changes.say(stretch.until, LampState::unknown);
  }
  return changes.take();
}

DetectedTime detected_time(const Detection& detection) {
  DetectedTime time;
  for (const Stretch& stretch : detection.observed) time.observed += stretch.until - stretch.from;
  for (const LitInterval& interval : detection.intervals) {
    auto& sum = interval.state == LampState::on ? time.on : time.unknown;
    sum += interval.until - interval.from;
  }
  return time;
}

}  // namespace lamplighter
