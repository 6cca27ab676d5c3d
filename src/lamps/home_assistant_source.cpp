// SPDX-License-Identifier: Apache-2.0
#include "lamps/home_assistant_source.h"

#include "lamps/house_lamps.h"

#include <iterator>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr auto mark_every = std::chrono::seconds(30);
constexpr std::size_t most_kept = 5000;  // reports that did not fit into the queue

home_assistant::FollowedEntities followed_entities(const Config& config) {
  WatchedEntities watched = watched_entities(config);
  const bool is_off = config.home_assistant.unavailable_is_off;
  return {std::move(watched.lamps), std::move(watched.sensors),
          is_off ? LampState::off : LampState::unknown};
}

}  // namespace

HomeAssistantSource::HomeAssistantSource(const Config& config, Clock& clock, SourceQueue& queue,
                                         std::optional<Instant> known_until)
    : queue_(queue),
      follower_(followed_entities(config), known_until),
      report_{.name = home_assistant_source} {
  using home_assistant::LiveState;
  home_assistant::HomeWatch::Calls calls;
  calls.on_change = [this](const LiveState& state, Instant at) { follower_.change(state, at); };
  calls.on_read = [this](const std::vector<LiveState>& states, std::optional<Instant> missed_from,
                         Instant at) {
    follower_.read(states, missed_from, at);
    const std::lock_guard lock(mutex_);
    report_.trouble.clear();
  };
  calls.on_heard = [this](Instant at) { heard(at); };
  calls.on_lost = [this](const Error& error, Instant) {
    const std::lock_guard lock(mutex_);
    report_.trouble = error.message;
  };
  watch_ = std::make_unique<home_assistant::HomeWatch>(
      [access = config.home_assistant] { return home_assistant_access(access); },
      followed_entities(config).names(), clock, std::move(calls));
}

HomeAssistantSource::~HomeAssistantSource() { stop(); }

void HomeAssistantSource::stop() {
  if (!watch_) return;
  watch_.reset();
  marked_ = {};
  send();
}

SourceReport HomeAssistantSource::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

void HomeAssistantSource::heard(Instant at) {
  heard_ = at;
  send();
  const std::lock_guard lock(mutex_);
  report_.last_heard = at;
}

/// What does not fit into the queue waits here; beyond a limit it is dropped, and a gap is
/// reported.
void HomeAssistantSource::send() {
  std::vector<SourceNews> news = follower_.take();
  unsent_.insert(unsent_.end(), std::make_move_iterator(news.begin()),
                 std::make_move_iterator(news.end()));
  const bool is_time = heard_ && (*heard_ - marked_ >= mark_every || *heard_ < marked_);
  if (is_time) unsent_.emplace_back(SourceMark{*heard_, "", home_assistant_source});
  if (unsent_.empty()) return;
  if (queue_.push(unsent_)) {
    unsent_.clear();
    sent_ = heard_;
    if (is_time) marked_ = *heard_;
  } else if (unsent_.size() > most_kept) {
    unsent_.clear();
    if (sent_) follower_.lost(*sent_);
  }
}

}  // namespace lamplighter::app
