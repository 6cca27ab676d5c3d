// SPDX-License-Identifier: Apache-2.0
#include "lamps/bridge_source.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr auto look_around = std::chrono::seconds(5);
constexpr auto try_again = std::chrono::seconds(30);
constexpr std::size_t most_unsent = 5000;

}  // namespace

std::vector<hue::FollowedSensor> bridge_sensors(const Config& config) {
  std::vector<hue::FollowedSensor> sensors;
  for (const RoomConfig& room : config.rooms) {
    const auto name = sensor_at_bridge(room.sensor);
    const bool is_new = std::none_of(sensors.begin(), sensors.end(),
                                     [&](const auto& one) { return one.sensor == room.sensor; });
    if (name && is_new) sensors.push_back({room.sensor, *name});
  }
  return sensors;
}

Result<std::unique_ptr<BridgeSource>> BridgeSource::open(const Config& config, Clock& clock,
                                                         SourceQueue& queue,
                                                         std::optional<SourceMark> from,
                                                         const BridgeSourceLimits& limits) {
  Result<std::vector<hue::RoomLamps>> rooms = room_lamps(config);
  if (!rooms) return rooms.error();
  std::unique_ptr<BridgeSource> source(new BridgeSource(config, clock, queue, limits));
  source->rooms_ = *std::move(rooms);
  source->sensors_ = bridge_sensors(config);
  source->sent_until_ = clock.now();
  if (from) {
    source->known_until_ = from->at;
    source->position_ = from->position;
  }
  BridgeSource& kept = *source;
  source->thread_ = std::jthread([&kept](const std::stop_token& stop) { kept.run(stop); });
  return source;
}

BridgeSource::~BridgeSource() { stop(); }

void BridgeSource::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

SourceReport BridgeSource::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

void BridgeSource::show(const std::string& trouble) {
  const std::lock_guard lock(mutex_);
  report_.trouble = trouble;
  if (until_) report_.last_heard = until_;
}

void BridgeSource::wake() {
  const std::lock_guard lock(mutex_);
  is_woken_ = true;
  changed_.notify_all();
}

void BridgeSource::wait(std::chrono::milliseconds longest, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, longest, [this] { return is_woken_; });
  is_woken_ = false;
}

void BridgeSource::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (const Result<void> went = follow(stop); !went) show(went.error().message);
    wait(try_again, stop);
  }
}

Result<void> BridgeSource::follow(const std::stop_token& stop) {
  Result<std::unique_ptr<BridgeLink>> link =
      open_bridge(config_.hue, clock_, stop, limits_.request);
  if (!link) return link.error();
  const Result<std::string> authorities = read_authorities(config_.hue);
  if (!authorities) return authorities.error();
  const bool has_stream = (*link)->pairing().api == hue::Api::v2;
  follower_.emplace(has_stream ? hue::Telling::stream : hue::Telling::polled, rooms_, sensors_,
                    known_until_);
  if (has_stream) return follow_stream(**link, *authorities, stop);
  follow_polls(**link, stop);
  return {};
}

Result<void> BridgeSource::follow_stream(BridgeLink& link, const std::string& authorities,
                                         const std::stop_token& stop) {
  http::Limits limits = limits_.request;
  limits.quiet = limits_.quiet;
  hue::BridgeStream stream(link.pairing(), authorities, clock_, limits);
  hue::WatchSettings settings;
  settings.last_id = position_;
  settings.quiet = limits.quiet;
  hue::LampWatch watch(
      stream, clock_, [this] { wake(); }, settings);
  while (!stop.stop_requested()) {
    hear(watch);
    if (watch.is_listening() && follower_->wants_house(clock_.now())) read_house(link, watch);
    follower_->pass(clock_.now(), until_, position_);
    send();
    show(trouble_with(watch));
    const bool is_due = watch.is_listening() && follower_->wants_house(clock_.now());
    wait(is_due ? std::chrono::seconds(1) : look_around, stop);
  }
  hear(watch);
  follower_->end(clock_.now(), until_, position_);
  send();
  return {};
}

std::string BridgeSource::trouble_with(const hue::LampWatch& watch) const {
  if (const std::optional<Error> trouble = watch.trouble()) return trouble->message;
  return house_trouble_.empty() ? follower_->trouble() : house_trouble_;
}

void BridgeSource::hear(hue::LampWatch& watch) {
  hue::LampWatch::Heard heard = watch.take();
  follower_->hear(heard.reports, clock_.now());
  position_ = std::move(heard.position);
  until_ = heard.until;
}

/// Events that arrived while the house was being read are older than the result.
void BridgeSource::read_house(BridgeLink& link, hue::LampWatch& watch) {
  const Instant asked = clock_.now();
  const Result<hue::BridgeHouse> house = link.bridge().house();
  hear(watch);
  house_trouble_ = house ? "" : house.error().message;
  if (!house) return follower_->could_not_read(clock_.now());
  follower_->read(*house, asked, clock_.now());
}

/// Reads the whole house occasionally, and only the lamps in between.
void BridgeSource::follow_polls(BridgeLink& link, const std::stop_token& stop) {
  Instant next_house{};
  while (!stop.stop_requested()) {
    const Instant now = clock_.now();
    std::optional<Error> trouble;
    if (now >= next_house || next_house - now > limits_.house) {
      const Result<hue::BridgeHouse> house = link.bridge().house();
      if (house) follower_->read(*house, now, clock_.now());
      if (house) next_house = now + limits_.house;
      if (!house) trouble = house.error();
    } else {
      const auto lamps = link.bridge().lamps();
      if (lamps) follower_->read_lamps(*lamps, now, clock_.now());
      if (!lamps) trouble = lamps.error();
    }
    if (!trouble) until_ = clock_.now();
    follower_->pass(clock_.now(), until_, position_);
    send();
    show(trouble ? trouble->message : follower_->trouble());
    wait(limits_.poll, stop);
  }
  follower_->end(clock_.now(), until_, position_);
  send();
}

/// What does not fit into the queue waits here; beyond a limit it is dropped, and a gap is
/// reported.
void BridgeSource::send() {
  std::vector<SourceNews> news = follower_->take();
  unsent_.insert(unsent_.end(), std::make_move_iterator(news.begin()),
                 std::make_move_iterator(news.end()));
  if (unsent_.empty()) return;
  if (queue_.push(unsent_)) {
    unsent_.clear();
    sent_until_ = until_.value_or(sent_until_);
  } else if (unsent_.size() > most_unsent) {
    unsent_.clear();
    follower_->lost(sent_until_, clock_.now());
  }
}

}  // namespace lamplighter::app
