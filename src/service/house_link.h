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

/// The topics on which the household and Home Assistant speak with us. Nothing on them is retained
/// but `status` and the announcement, which are the same whether somebody is home or not.
struct HouseTopics {
  explicit HouseTopics(const std::string& base, const std::string& discovery);

  std::string away_set;      ///< ON or OFF, to us
  std::string away_sync;     ///< markers of BrokerOrders, from us to us
  std::string away_state;    ///< ON or OFF
  std::string player_state;  ///< player_text
  std::string problem;       ///< problem_text
  std::string switches;      ///< switch_text, where they are published
  std::string status;        ///< online or offline, retained, last will
  std::string announcement;  ///< Home Assistant's discovery; empty: not announced
  std::string birth;         ///< Home Assistant says `online` there when it starts
};

/// The word in a payload of `away_set`: ON or OFF in any case. Anything else is no word.
std::optional<bool> parse_away_order(std::string_view payload);

/// A status as JSON: instants in UTC or null, health as `ok` or `trouble`.
std::string player_text(const PlayStatus& status);

/// What needs attention, as JSON; the same words whether somebody is home or not.
std::string problem_text(const std::vector<std::string>& sentences);

/// A lamp that was switched, as JSON: its name as the config has it.
std::string switch_text(const PlayStep& step, const std::string& lamp);

/// What Home Assistant is told once: a device with a switch "Away", the sensors "Next switch",
/// "Last switch", "Health" and "Problem", and an event "Lamp switched" where switches are published
/// (its MQTT discovery, device form). `base` is above our own topics and tells installations apart.
std::string announcement_text(const HouseTopics& topics, const std::string& base,
                              bool has_switches = false);

/// The household at the broker: takes orders for `away`, shows what the controller is at, and makes
/// itself known to Home Assistant. Listens on a thread of its own until it is destroyed.
class HouseLink {
 public:
  /// Errors: those of broker_login and Connection::make. Requires: presence and clock outlive this;
  /// `chance` is another one at each start, since a marker of an earlier run may still wait at the
  /// broker.
  static Result<std::unique_ptr<HouseLink>> open(const Config& config, Presence& presence,
                                                 const Clock& clock, Rng rng);
  ~HouseLink();

  /// Shows a status, now and whenever somebody new may be listening. Any thread.
  void show(const PlayStatus& status);

  /// The same for what needs attention, a sentence each.
  void show_problems(const std::vector<std::string>& sentences);

  /// Says once that lamps were switched, where the config asks for it. Any thread.
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
  bool is_needed_;  ///< the config has a broker; else there may be none, and nobody misses it
  std::vector<RoomConfig> rooms_;
  Presence& presence_;
  const Clock& clock_;
  std::unique_ptr<mqtt::Connection> connection_;
  std::mutex mutex_;  ///< guards status_ and problems_
  std::optional<PlayStatus> status_;
  std::vector<std::string> problems_;
  BrokerOrders orders_;
  std::chrono::steady_clock::time_point show_again_{};
  bool is_overdue_ = false;  ///< a marker, and the log says so; on this connection
  std::string trouble_;
  std::jthread thread_;  ///< ends before what it uses
};

}  // namespace lamplighter::app
