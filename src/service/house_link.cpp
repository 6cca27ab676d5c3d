// SPDX-License-Identifier: Apache-2.0
#include "service/house_link.h"

#include "config/secret_file.h"
#include "system/log.h"

#include <nlohmann/json.hpp>

#include <time.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto longest_receive = std::chrono::seconds(5);

/// Topics that are not retained must be published again for new subscribers: Home Assistant
/// subscribes a moment after it has read the announcement, and others start at any time.
constexpr auto after_announcing = std::chrono::seconds(2);
constexpr auto show_every = std::chrono::seconds(60);

BrokerOrders::Uptime uptime() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

Result<std::unique_ptr<HouseLink>> HouseLink::open(const Config& config, Presence& presence,
                                                   const Clock& clock, Rng rng) {
  Result<mqtt::Settings> settings = broker_login(config.broker);
  if (!settings) return settings.error();
  std::unique_ptr<HouseLink> link(new HouseLink(config, presence, clock, Rng(rng.bits())));
  settings->client_id = config.broker.client_id + "-house";
  settings->keep_session = true;  // orders sent while we restart are applied afterwards
  settings->will = mqtt::Will{link->topics_.status, "offline", true};
  HouseLink& kept = *link;
  auto connection = mqtt::Connection::make(
      *settings,
      {[&kept](const mqtt::Arrival& arrival) { kept.arrived(arrival); },
       [&kept](bool) { kept.connected(); }, [&kept](const Error& error) { kept.lost(error); }},
      clock, rng);
  if (!connection) return connection.error();
  link->connection_ = *std::move(connection);
  link->connection_->subscribe(link->topics_.away_set);
  link->connection_->subscribe(link->topics_.away_sync);
  if (!link->topics_.birth.empty()) link->connection_->subscribe(link->topics_.birth);
  link->thread_ = std::jthread([&kept](const std::stop_token& stop) { kept.listen(stop); });
  presence.watch([&kept] { kept.connection_->wake(); });
  return link;
}

HouseLink::~HouseLink() { presence_.watch(nullptr); }

void HouseLink::show(const PlayStatus& status) {
  {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  publish_status();
}

void HouseLink::show_problems(const std::vector<std::string>& sentences) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(problems_, sentences) == sentences) return;
  }
  publish_status();
}

void HouseLink::note(const PlayStep& step) {
  using Outcome = PlayStep::Outcome;
  const bool is_switch = step.outcome == Outcome::switched || step.outcome == Outcome::restored ||
                         step.outcome == Outcome::changed_manually;
  if (!publishes_switches_ || !is_switch) return;
  for (const RoomConfig& room : rooms_) {
    if (room.name != step.room) continue;
    for (const std::string& lamp : room.lamps)
      static_cast<void>(connection_->publish(topics_.switches, switch_text(step, lamp)));
  }
}

void HouseLink::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto until_shown =
        std::chrono::ceil<std::chrono::milliseconds>(show_again_ - Steady::now());
    connection_->receive(std::clamp<std::chrono::milliseconds>(until_shown, {}, longest_receive),
                         stop);
    sync_orders();
    connection_->acknowledge();
    if (Steady::now() < show_again_) continue;
    publish_status();
    say_if_overdue();
    send_marker();
    show_again_ = Steady::now() + show_every;
  }
  static_cast<void>(connection_->publish(topics_.status, "offline", mqtt::Kept::yes));
  connection_->acknowledge();
  connection_->close();
}

void HouseLink::connected() {
  say_trouble("");
  static_cast<void>(connection_->publish(topics_.status, "online", mqtt::Kept::yes));
  orders_.connected(uptime());
  is_overdue_ = false;
  send_marker();
  announce();
}

void HouseLink::lost(const Error& error) {
  if (!connection_->is_connected()) orders_.lost();
  say_trouble(error.message);
}

void HouseLink::send_marker() {
  if (!connection_->is_connected()) return;
  const std::string marker = orders_.marker(presence_.order(), uptime());
  static_cast<void>(connection_->publish(topics_.away_sync, marker));
}

/// An order was given on this machine: the sooner its marker is published, the sooner orders from
/// the broker count again.
void HouseLink::sync_orders() {
  const OccupancyOverride order = presence_.order();
  if (!order.synced && !orders_.awaits(order)) send_marker();
}

void HouseLink::say_if_overdue() {
  if (!orders_.is_overdue(uptime()) || std::exchange(is_overdue_, true)) return;
  log::warn(
      "{}: what is published there does not come back, so new orders cannot be distinguished from "
      "old ones and only OFF is obeyed; give the broker user of [broker] permission to read and "
      "write this topic",
      topics_.away_sync);
}

void HouseLink::marker_returned(std::string_view marker) {
  const std::optional<OccupancyOverride> older = orders_.returned(marker);
  if (!older || older->synced) return;
  const Result<void> kept =
      presence_.change([&](const OccupancyOverride& now) -> std::optional<OccupancyOverride> {
        if (!is_same_order(now, *older)) return std::nullopt;
        OccupancyOverride synced = now;
        synced.synced = true;
        return synced;
      });
  if (!kept) log::warn("an order was not stored: {}", kept.error().message);
}

void HouseLink::announce() {
  if (!topics_.announcement.empty()) {
    static_cast<void>(connection_->publish(topics_.announcement,
                                           announcement_text(topics_, id_, publishes_switches_),
                                           mqtt::Kept::yes));
  }
  publish_status();
  show_again_ = Steady::now() + after_announcing;
}

void HouseLink::arrived(const mqtt::Arrival& arrival) {
  if (arrival.message.topic == topics_.away_set) return order(arrival);
  if (arrival.message.topic == topics_.away_sync) return marker_returned(arrival.message.payload);
  if (arrival.message.topic == topics_.birth && arrival.message.payload == "online") announce();
}

void HouseLink::order(const mqtt::Arrival& arrival) {
  if (arrival.message.payload.empty()) return;  // this is how a retained message is removed
  if (arrival.message.retained) {
    log::warn(
        "{}: a retained order is ignored, since anyone could read it; publish it "
        "without the retain flag",
        topics_.away_set);
    return;
  }
  const std::optional<bool> away = parse_away_order(arrival.message.payload);
  if (!away) {
    log::warn("{}: neither ON nor OFF; ignored", topics_.away_set);
    return;
  }
  obey(*away, arrival);
}

void HouseLink::obey(bool away, const mqtt::Arrival& arrival) {
  bool is_obeyed = false;
  const auto decide = [&](const OccupancyOverride& kept) {
    const auto order = orders_.decide(away, arrival.expires_in, kept, clock_.now(), uptime());
    is_obeyed = order.has_value();
    return order;
  };
  const Result<void> changed = presence_.change(decide);
  if (!changed) log::warn("an order was not stored: {}", changed.error().message);
  if (is_obeyed) return;
  log::warn(
      "{}: ignored an order that was queued at the broker, or that an order on this machine may "
      "supersede; if it still applies, send it again",
      topics_.away_set);
  publish_status();
}

void HouseLink::publish_status() {
  std::optional<PlayStatus> status;
  std::vector<std::string> problems;
  {
    const std::lock_guard lock(mutex_);
    status = status_;
    problems = problems_;
  }
  static_cast<void>(connection_->publish(topics_.problem, problem_text(problems)));
  if (!status) return;
  static_cast<void>(connection_->publish(topics_.away_state, status->away ? "ON" : "OFF"));
  static_cast<void>(connection_->publish(topics_.player_state, player_text(*status)));
}

/// Logs each problem once, and its end.
void HouseLink::say_trouble(const std::string& message) {
  if (message == trouble_) return;
  trouble_ = message;
  if (message.empty()) is_needed_ = true;
  if (!is_needed_) return log::debug("house topics: {}", message);
  log::info("house topics: {}", message.empty() ? "connected" : message);
}

namespace {

using Json = nlohmann::ordered_json;

/// Letters, digits, `_` and `-`, as required for ids in Home Assistant.
std::string safe_id(const std::string& text) {
  std::string id;
  for (const char c : text) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
    id += good ? c : '_';
  }
  return id;
}

Json or_null(const std::optional<Instant>& at) {
  return at ? Json(to_iso(std::chrono::floor<std::chrono::seconds>(*at))) : Json();
}

Json sensor(const HouseTopics& topics, const std::string& unique_id, const char* name,
            const std::string& member, const char* device_class) {
  return {{"platform", "sensor"},
          {"unique_id", unique_id + "_" + member},
          {"name", name},
          {"state_topic", topics.player_state},
          {"value_template", "{{ value_json." + member + " }}"},
          {"device_class", device_class}};
}

}  // namespace

HouseTopics::HouseTopics(const std::string& base, const std::string& discovery)
    : away_set(base + "/away/set"),
      away_sync(base + "/away/sync"),
      away_state(base + "/away/state"),
      player_state(base + "/player/state"),
      problem(base + "/player/problem"),
      switches(base + "/player/switch"),
      status(base + "/player/status"),
      announcement(discovery.empty() ? "" : discovery + "/device/" + safe_id(base) + "/config"),
      birth(discovery.empty() ? "" : discovery + "/status") {}

std::optional<bool> parse_away_order(std::string_view payload) {
  const auto is = [&](std::string_view word) {
    return std::equal(payload.begin(), payload.end(), word.begin(), word.end(), [](char a, char b) {
      return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
    });
  };
  if (is("ON")) return true;
  if (is("OFF")) return false;
  return std::nullopt;
}

std::string player_text(const PlayStatus& status) {
  return Json{{"next_switch", or_null(status.next_switch)},
              {"last_switch", or_null(status.last_switch)},
              {"health", status.well ? "ok" : "trouble"}}
      .dump();
}

std::string problem_text(const std::vector<std::string>& sentences) {
  return Json{
      {"problem", !sentences.empty()}, {"count", sentences.size()}, {"sentences", sentences}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string switch_text(const PlayStep& step, const std::string& lamp) {
  using Outcome = PlayStep::Outcome;
  const char* why = step.outcome == Outcome::changed_manually ? "manual"
                    : step.outcome == Outcome::restored       ? "restore"
                                                              : "plan";
  return Json{{"at", or_null(step.at)},
              {"room", step.room.text()},
              {"lamp", lamp},
              {"to", to_string(step.to)},
              {"why", why}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

namespace {

Json problem_entity(const HouseTopics& topics, const std::string& id) {
  return {{"platform", "binary_sensor"},
          {"unique_id", id + "_problem"},
          {"name", "Problem"},
          {"device_class", "problem"},
          {"entity_category", "diagnostic"},
          {"state_topic", topics.problem},
          {"value_template", "{{ 'ON' if value_json.problem else 'OFF' }}"},
          {"json_attributes_topic", topics.problem}};
}

Json switch_event(const HouseTopics& topics, const std::string& id) {
  return {{"platform", "event"},
          {"unique_id", id + "_switch"},
          {"name", "Lamp switched"},
          {"state_topic", topics.switches},
          {"event_types", {"on", "off"}},
          {"value_template",
           "{{ {'event_type': value_json.to, 'room': value_json.room, 'lamp': value_json.lamp, "
           "'why': value_json.why} | tojson }}"}};
}

}  // namespace

std::string announcement_text(const HouseTopics& topics, const std::string& base,
                              bool has_switches) {
  const std::string id = safe_id(base);
  Json health = sensor(topics, id, "Health", "health", "enum");
  health["options"] = {"ok", "trouble"};
  health["entity_category"] = "diagnostic";
  const Json away{{"platform", "switch"},
                  {"unique_id", id + "_away"},
                  {"name", "Away"},
                  {"command_topic", topics.away_set},
                  {"state_topic", topics.away_state},
                  {"icon", "mdi:home-export-outline"}};
  Json announcement{
      {"device",
       {{"identifiers", {id}},
        {"name", "Lamplighter"},
        {"manufacturer", "Lamplighter"},
        {"sw_version", LAMPLIGHTER_VERSION}}},
      {"origin", {{"name", "Lamplighter"}, {"sw_version", LAMPLIGHTER_VERSION}}},
      {"availability_topic", topics.status},
      {"qos", 1},
      {"components",
       {{"away", away},
        {"next_switch", sensor(topics, id, "Next switch", "next_switch", "timestamp")},
        {"last_switch", sensor(topics, id, "Last switch", "last_switch", "timestamp")},
        {"health", health},
        {"problem", problem_entity(topics, id)}}}};
  if (has_switches) announcement["components"]["switch"] = switch_event(topics, id);
  return announcement.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lamplighter::app
