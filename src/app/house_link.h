// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "app/house_topics.h"
#include "core/random.h"
#include "core/result.h"
#include "mqtt/connection.h"
#include "playing/broker_orders.h"
#include "playing/presence.h"
#include "playing/sitter.h"
#include "ports/clock.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace lamplighter::app {

/// The household at the broker: takes orders for `away`, shows what the sitter is at, and makes
/// itself known to Home Assistant. Listens on a thread of its own until it is destroyed.
class HouseLink {
 public:
  /// Errors: those of broker_login and Connection::make. Requires: presence and clock outlive this;
  /// `chance` is another one at each start, since a marker of an earlier run may still wait at the
  /// broker.
  static Result<std::unique_ptr<HouseLink>> open(const Config& config, Presence& presence,
                                                 const Clock& clock, Rng chance);
  ~HouseLink();

  /// Shows a status, now and whenever somebody new may be listening. Any thread.
  void show(const SitterStatus& status);

 private:
  HouseLink(HouseTopics topics, std::string id, Presence& presence, const Clock& clock, Rng rng)
      : topics_(std::move(topics)),
        id_(std::move(id)),
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
  Presence& presence_;
  const Clock& clock_;
  std::unique_ptr<mqtt::Connection> connection_;
  std::mutex mutex_;  ///< guards status_
  std::optional<SitterStatus> status_;
  BrokerOrders orders_;
  std::chrono::steady_clock::time_point show_again_{};
  bool is_overdue_ = false;  ///< a marker, and the log says so; on this connection
  std::string trouble_;
  std::jthread thread_;  ///< ends before what it uses
};

}  // namespace lamplighter::app
