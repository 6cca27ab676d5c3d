// SPDX-License-Identifier: Apache-2.0
#include "detection/lamp_changes.h"

#include <algorithm>
#include <iterator>
#include <utility>

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

namespace {

/// What is left of a span on either side of a hole.
template <typename Span>
std::vector<Span> without(const std::vector<Span>& spans, Instant from, Instant until) {
  std::vector<Span> left;
  for (const Span& span : spans) {
    if (span.until <= from || span.from >= until) {
      left.push_back(span);
      continue;
    }
    Span part = span;
    part.until = from;
    if (part.from < part.until) left.push_back(part);
    part = span;
    part.from = until;
    if (part.from < part.until) left.push_back(part);
  }
  return left;
}

/// A person's word has no size of a lamp.
LitInterval lit_of(const Correction& correction) {
  const double probability = *correction.state == LampState::on ? 1 : 0.5;
  return {correction.from, correction.until, *correction.state, probability, 0};
}

}  // namespace

std::vector<Correction> in_force(std::span<const Correction> said, const RoomName& room) {
  std::vector<Correction> holding;
  for (const Correction& one : said) {
    if (one.room != room || one.from >= one.until) continue;
    holding = without(holding, one.from, one.until);
    if (one.state) holding.push_back(one);
  }
  std::ranges::sort(holding, {}, &Correction::from);
  return holding;
}

void correct(Detection& detection, std::span<const Correction> corrections) {
  std::vector<LitInterval>& lit = detection.intervals;
  for (const Correction& one : corrections) {
    lit = without(lit, one.from, one.until);
    if (*one.state == LampState::off) continue;
    for (const Stretch& seen : detection.observed) {
      LitInterval part = lit_of(one);
      part.from = std::max(part.from, seen.from);
      part.until = std::min(part.until, seen.until);
      if (part.from < part.until) lit.push_back(part);
    }
  }
  std::ranges::sort(lit, {}, &LitInterval::from);
}

std::vector<Change> corrected(std::span<const Change> changes,
                              std::span<const Correction> corrections) {
  if (corrections.empty()) return {changes.begin(), changes.end()};
  std::vector<Instant> moments;
  for (const Change& change : changes) moments.push_back(change.at);
  for (const Correction& one : corrections) moments.insert(moments.end(), {one.from, one.until});
  std::ranges::sort(moments);
  moments.erase(std::unique(moments.begin(), moments.end()),
                moments.end());  // clang 14 has no ranges::unique
  std::vector<Change> result;
  LampState told = LampState::unknown;
  auto next = changes.begin();
  auto held = corrections.begin();
  for (const Instant at : moments) {
    for (; next != changes.end() && next->at <= at; ++next) told = next->state;
    while (held != corrections.end() && held->until <= at) ++held;
    const bool holds = held != corrections.end() && held->from <= at;
    const LampState state = holds ? *held->state : told;
    if (result.empty() || result.back().state != state)
      result.push_back({at, corrections.front().room, state});
  }
  return result;
}

}  // namespace lamplighter
