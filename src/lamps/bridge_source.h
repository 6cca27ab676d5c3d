// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "capturing/source_queue.h"
#include "config/config.h"
#include "core/result.h"
#include "hue/house_follower.h"
#include "lamps/bridge_link.h"
#include "ports/clock.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace lamplighter::app {

/// The prefix of a bridge's lamp names in reports.
inline constexpr const char* bridge_source = hue::source_prefix;

/// How long the bridge may take, in real time, and how often one with version 1 is polled; other
/// values are for tests.
struct BridgeSourceLimits {
  http::Limits request = hue::bridge_limits;
  std::chrono::milliseconds quiet = std::chrono::hours(6);  ///< for the stream, which may be silent
  std::chrono::milliseconds poll = std::chrono::seconds(5);
  std::chrono::milliseconds house = std::chrono::seconds(60);  ///< for version 1, rooms and sensors
};

/// Watches the bridge of a config on its own threads, and reports manual changes of the lamps in
/// its rooms, and the light at its motion sensors. If the bridge does not answer or the key cannot
/// be read, it retries indefinitely.
class BridgeSource {
 public:
  /// Starts. `from`: the last mark of an earlier process; empty if there was none. Errors: those of
  /// room_lamps. Requires: clock and queue outlive this, and the clock is thread-safe.
  static Result<std::unique_ptr<BridgeSource>> open(const Config& config, Clock& clock,
                                                    SourceQueue& queue,
                                                    std::optional<SourceMark> from,
                                                    const BridgeSourceLimits& limits = {});

  /// As `stop`.
  ~BridgeSource();
  BridgeSource(const BridgeSource&) = delete;
  BridgeSource& operator=(const BridgeSource&) = delete;

  /// Sends the remaining reports, including the last mark, and ends. Call from one thread.
  void stop();

  /// Thread-safe.
  [[nodiscard]] SourceReport report() const;

 private:
  BridgeSource(const Config& config, Clock& clock, SourceQueue& queue,
               const BridgeSourceLimits& limits)
      : config_(config), clock_(clock), queue_(queue), limits_(limits) {}

  void run(const std::stop_token& stop);
  Result<void> follow(const std::stop_token& stop);
  Result<void> follow_stream(BridgeLink& link, const std::string& authorities,
                             const std::stop_token& stop);
  void follow_polls(BridgeLink& link, const std::stop_token& stop);
  [[nodiscard]] std::string trouble_with(const hue::LampWatch& watch) const;
  void hear(hue::LampWatch& watch);
  void read_house(BridgeLink& link, hue::LampWatch& watch);
  void send();
  void wake();
  void wait(std::chrono::milliseconds longest, const std::stop_token& stop);
  void show(const std::string& trouble);

  Config config_;
  Clock& clock_;
  SourceQueue& queue_;
  BridgeSourceLimits limits_;
  std::vector<hue::RoomLamps> rooms_;
  std::vector<hue::FollowedSensor> sensors_;
  std::optional<Instant> known_until_;
  std::string position_;
  std::optional<Instant> until_;  ///< everything up to then was received
  std::string house_trouble_;     ///< why the house could not be read
  std::optional<hue::HouseFollower> follower_;
  std::vector<SourceNews> unsent_;
  Instant sent_until_{};
  mutable std::mutex mutex_;  ///< guards the members below
  std::condition_variable_any changed_;
  bool is_woken_ = false;
  SourceReport report_{.name = "bridge"};
  std::jthread thread_;  ///< ends before the members it uses
};

/// The motion sensors of the config's rooms, by their names at the bridge.
std::vector<hue::FollowedSensor> bridge_sensors(const Config& config);

}  // namespace lamplighter::app
