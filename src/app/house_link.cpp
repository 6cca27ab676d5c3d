// SPDX-License-Identifier: Apache-2.0
#include "app/house_link.h"

#include "app/broker_login.h"
#include "app/log.h"

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto longest_wait = std::chrono::seconds(5);

/// What is not retained must be said again to whoever came later: Home Assistant listens a moment
/// after it has read the announcement, and others start when they like.
constexpr auto after_announcing = std::chrono::seconds(2);
constexpr auto show_every = std::chrono::seconds(60);

}  // namespace

Result<std::unique_ptr<HouseLink>> HouseLink::open(const Config& config, Presence& presence,
                                                   const Clock& clock, Rng chance) {
  Result<mqtt::Settings> settings = broker_login(config.broker);
  if (!settings) return settings.error();
  std::unique_ptr<HouseLink> link(
      new HouseLink(HouseTopics(config.broker.topic, config.broker.home_assistant),
                    config.broker.topic, presence, clock));
  settings->client_id = config.broker.client_id + "-house";
  settings->keep_session = true;  // an order given while we restart is obeyed afterwards
  settings->will = mqtt::Will{link->topics_.status, "offline", true};
  HouseLink& kept = *link;
  auto connection =
      mqtt::Connection::make(*settings,
                             {[&kept](const mqtt::Arrival& arrival) { kept.arrived(arrival); },
                              [&kept](bool) { kept.connected(); },
                              [&kept](const Error& error) { kept.say_trouble(error.message); }},
                             clock, chance);
  if (!connection) return connection.error();
  link->connection_ = *std::move(connection);
  link->connection_->subscribe(link->topics_.away_set);
  if (!link->topics_.birth.empty()) link->connection_->subscribe(link->topics_.birth);
  link->thread_ = std::jthread([&kept](const std::stop_token& stop) { kept.listen(stop); });
  return link;
}

HouseLink::~HouseLink() = default;

void HouseLink::show(const SitterStatus& status) {
  {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  publish_status();
}

void HouseLink::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto until_shown =
        std::chrono::ceil<std::chrono::milliseconds>(show_again_ - Steady::now());
    connection_->receive(std::clamp<std::chrono::milliseconds>(until_shown, {}, longest_wait),
                         stop);
    connection_->acknowledge();
    if (Steady::now() < show_again_) continue;
    publish_status();
    show_again_ = Steady::now() + show_every;
  }
  static_cast<void>(connection_->publish(topics_.status, "offline", mqtt::Kept::yes));
  connection_->acknowledge();
  connection_->close();
}

void HouseLink::connected() {
  say_trouble("");
  static_cast<void>(connection_->publish(topics_.status, "online", mqtt::Kept::yes));
  announce();
}

void HouseLink::announce() {
  if (!topics_.announcement.empty()) {
    static_cast<void>(connection_->publish(topics_.announcement, announcement_text(topics_, id_),
                                           mqtt::Kept::yes));
  }
  publish_status();
  show_again_ = Steady::now() + after_announcing;
}

void HouseLink::arrived(const mqtt::Arrival& arrival) {
  if (arrival.message.topic == topics_.away_set) return order(arrival);
  if (arrival.message.topic == topics_.birth && arrival.message.payload == "online") announce();
}

void HouseLink::order(const mqtt::Arrival& arrival) {
  if (arrival.message.payload.empty()) return;  // how a retained message is removed
  if (arrival.message.retained) {
    log::warn(
        "{}: a retained order is not obeyed, since it would tell every stranger; publish it "
        "without the retain flag",
        topics_.away_set);
    return;
  }
  const std::optional<bool> away = parse_away_order(arrival.message.payload);
  if (!away) {
    log::warn("{}: neither ON nor OFF; not obeyed", topics_.away_set);
    return;
  }
  const Result<void> said = presence_.say({.away = *away, .said_at = clock_.now()});
  if (!said) log::warn("an order was not kept: {}", said.error().message);
}

void HouseLink::publish_status() {
  std::optional<SitterStatus> status;
  {
    const std::lock_guard lock(mutex_);
    status = status_;
  }
  if (!status) return;
  static_cast<void>(connection_->publish(topics_.away_state, status->away ? "ON" : "OFF"));
  static_cast<void>(connection_->publish(topics_.player_state, player_text(*status)));
}

/// Says each trouble once, and its end.
void HouseLink::say_trouble(const std::string& message) {
  if (message == trouble_) return;
  trouble_ = message;
  log::info("house topics: {}", message.empty() ? "connected" : message);
}

}  // namespace lamplighter::app
