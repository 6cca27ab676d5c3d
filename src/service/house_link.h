// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/random.h"
#include "core/result.h"
#include "mqtt/connection.h"
#include "playing/play_controller.h"
#include "playing/presence.h"
#include "ports/clock.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lamplighter::app {

/// The topics for the household and Home Assistant. Only `status` and the announcement are
/// retained; they are the same at home and away.
struct HouseTopics {
  explicit HouseTopics(const std::string& base, const std::string& discovery);

  std::string away_set;      ///< ON or OFF, received
  std::string away_sync;     ///< markers of BrokerOrders, sent and received by us
  std::string away_state;    ///< ON or OFF
  std::string player_state;  ///< player_text
  std::string problem;       ///< problem_text
  std::string switches;      ///< switch_text, if they are published
  std::string status;        ///< online or offline, retained, last will
  std::string announcement;  ///< Home Assistant's discovery; empty: not announced
  std::string birth;         ///< Home Assistant publishes `online` there when it starts
};

/// The order in a payload of `away_set`: ON or OFF in any case; empty for anything else.
std::optional<bool> parse_away_order(std::string_view payload);

/// A status as JSON: instants in UTC or null, health as `ok` or `trouble`.
std::string player_text(const PlayStatus& status);

/// What needs attention, as JSON; the same at home and away.
std::string problem_text(const std::vector<std::string>& sentences);

/// A lamp that was switched, as JSON; its name is that of the config.
std::string switch_text(const PlayStep& step, const std::string& lamp);

/// The announcement for Home Assistant's MQTT discovery (device form): a device with a switch
/// "Away", the sensors "Next switch", "Last switch", "Health" and "Problem", and an event "Lamp
/// switched" if switches are published. `base` is the prefix of our own topics and distinguishes
/// installations.
std::string announcement_text(const HouseTopics& topics, const std::string& base,
                              bool has_switches = false);

/// The MQTT interface for the household: receives orders for `away`, publishes the state of the
/// player, and announces itself to Home Assistant. Runs on its own thread until it is destroyed.
class HouseLink {
 public:
  /// Errors: those of broker_login and Connection::make. Requires: presence and clock outlive this;
  /// `chance` is seeded differently at each start, because the broker may still hold a marker of an
  /// earlier run.
  static Result<std::unique_ptr<HouseLink>> open(const Config& config, Presence& presence,
                                                 const Clock& clock, Rng rng);
  ~HouseLink();

  /// Publishes a status, now and whenever there may be new subscribers. Thread-safe.
  void show(const PlayStatus& status);

  /// The same for what needs attention, one sentence each.
  void show_problems(const std::vector<std::string>& sentences);

  /// Publishes once that lamps were switched, if the config asks for it. Thread-safe.
  void note(const PlayStep& step);

 private:
  HouseLink(const Config& config, Presence& presence, const Clock& clock, Rng rng)
      : topics_(config.broker.topic, config.broker.home_assistant),
        id_(config.broker.topic),
        publishes_switches_(config.broker.publish_switches),
        is_needed_(config.broker.is_given || !config.sources.empty()),
        rooms_(config.rooms),
        presence_(presence),
        clock_(clock),
        orders_(rng) {}

  void listen(const std::stop_token& stop);
  void connected();
  void arrived(const mqtt::Arrival& arrival);
  void lost(const Error& error);
  void order(const mqtt::Arrival& arrival);
  void obey(bool away, const mqtt::Arrival& arrival);
  void send_marker();
  void marker_returned(std::string_view marker);
  void sync_orders();
  void say_if_overdue();
  void announce();
  void publish_status();
  void say_trouble(const std::string& message);

  HouseTopics topics_;
  std::string id_;
  bool publishes_switches_;
  bool is_needed_;  ///< the config has a broker; otherwise its absence is not a problem
  std::vector<RoomConfig> rooms_;
  Presence& presence_;
  const Clock& clock_;
  std::unique_ptr<mqtt::Connection> connection_;
  std::mutex mutex_;  ///< guards status_ and problems_
  std::optional<PlayStatus> status_;
  std::vector<std::string> problems_;
  BrokerOrders orders_;
  std::chrono::steady_clock::time_point show_again_{};
  bool is_overdue_ = false;  ///< a marker is overdue, and the log says so; for this connection
  std::string trouble_;
  std::jthread thread_;  ///< ends before the members it uses
};

}  // namespace lamplighter::app
