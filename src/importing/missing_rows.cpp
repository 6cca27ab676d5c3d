// SPDX-License-Identifier: Apache-2.0
#include "importing/missing_rows.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

struct LampChange {
  Instant at;
  std::size_t lamp;
  LampState to;
};

LampState state_of_room(std::span<const LampState> lamps) {
  LampState room = LampState::off;
  for (const LampState lamp : lamps) {
    if (lamp == LampState::on) return LampState::on;
    if (lamp == LampState::unknown) room = LampState::unknown;
  }
  return room;
}

}  // namespace

LampPast room_past(std::span<const LampPast> lamps) {
  std::vector<LampChange> changes;
  for (std::size_t lamp = 0; lamp < lamps.size(); ++lamp) {
    for (const Sample<LampState>& sample : lamps[lamp])
      changes.push_back({sample.at, lamp, sample.value});
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const LampChange& a, const LampChange& b) { return a.at < b.at; });
  std::vector<LampState> now(lamps.size(), LampState::unknown);
  LampPast room;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    now[changes[i].lamp] = changes[i].to;
    if (i + 1 < changes.size() && changes[i + 1].at == changes[i].at) continue;
    const LampState state = state_of_room(now);
    if (room.empty() || room.back().value != state) room.push_back({changes[i].at, state});
  }
  return room;
}

namespace {

/// Walks over both histories in time order and records what must be added.
class Merge {
 public:
  Merge(const RoomName& room, std::span<const Change> stored) : room_(room), stored_(stored) {}

  void imported(Instant at, LampState to) {
    pass_stored(at);
    imported_ = to;
    if (to == LampState::unknown ? is_ours_ && state_ != to : state_ != to) add(at, to);
  }

  std::vector<Change> end(Instant until) {
    pass_stored(until);
    if (is_ours_ && state_ != LampState::unknown) add(until, LampState::unknown);
    return std::move(added_);
  }

 private:
  static constexpr std::chrono::microseconds tick{1};

  /// Applies the store's changes up to and including `at`.
  void pass_stored(Instant at) {
    while (next_ < stored_.size() && stored_[next_].at <= at) {
      const Change& change = stored_[next_++];
      state_ = change.state;
      is_ours_ = false;
      const bool is_answered = next_ < stored_.size() && stored_[next_].at <= change.at + tick;
      if (state_ == LampState::unknown && imported_ != LampState::unknown && change.at < at &&
          !is_answered) {
        add(change.at + tick, imported_);
      }
    }
  }

  /// A row of the store at the same time would override ours.
  void add(Instant at, LampState to) {
    if (next_ > 0 && stored_[next_ - 1].at == at) at += tick;
    if (next_ < stored_.size() && stored_[next_].at == at) return;
    added_.push_back({at, room_, to});
    state_ = to;
    is_ours_ = true;
  }

  const RoomName& room_;
  std::span<const Change> stored_;
  std::vector<Change> added_;
  std::size_t next_ = 0;                     // of `stored_`
  LampState state_ = LampState::unknown;     // from all changes so far
  LampState imported_ = LampState::unknown;  // from the imported ones only
  bool is_ours_ = false;                     // the latest change is one of the added ones
};

}  // namespace

std::vector<Change> missing_changes(const RoomName& room, std::span<const Change> stored,
                                    std::span<const Sample<LampState>> imported, Instant until) {
  Merge merge(room, stored);
  for (const Sample<LampState>& sample : imported) {
    if (sample.at < until) merge.imported(sample.at, sample.value);
  }
  return merge.end(until);
}

std::vector<Sample<Lux>> missing_readings(std::span<const Sample<Lux>> stored,
                                          std::span<const Sample<Lux>> imported) {
  std::vector<Sample<Lux>> missing;
  auto there = stored.begin();
  for (const Sample<Lux>& sample : imported) {
    while (there != stored.end() && there->at < sample.at) ++there;
    if (there == stored.end() || there->at != sample.at) missing.push_back(sample);
  }
  return missing;
}

Spacing spacing_of(std::span<const Instant> times) {
  Spacing spacing{times.front(), times.back()};
  std::vector<Instant::duration> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  if (steps.empty()) return spacing;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  spacing.usual = std::chrono::round<std::chrono::seconds>(*middle);
  return spacing;
}

}  // namespace lamplighter
