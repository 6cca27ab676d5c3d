// SPDX-License-Identifier: Apache-2.0
#include "check/check_capture.h"

#include "config/broker_login.h"
#include "config/lamp_names.h"
#include "documents/capture_health.h"
#include "lamps/house_lamps.h"
#include "mqtt/connection.h"
#include "system/clocks.h"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <string>

namespace lamplighter::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto login_limit = std::chrono::seconds(8);
constexpr auto answer_limit = std::chrono::seconds(1);  // what is retained comes at once
constexpr std::uint32_t largest_report = 1 << 20;       // of 4,000 sensors
constexpr auto step = std::chrono::milliseconds(50);

std::string in_words(Instant at) { return to_iso(std::chrono::floor<std::chrono::seconds>(at)); }

Finding judge_sensor(const SensorReport& sensor) {
  const std::string part = "sensor";
  if (!sensor.last_heard) {
    return {part, false,
            fmt::format("{}: not heard since capture began; check its battery and its topic",
                        sensor.name)};
  }
  const std::string rate = sensor.per_minute
                               ? fmt::format("{:.1f} readings per minute", *sensor.per_minute)
                               : counted(sensor.readings, "reading");
  const std::string sentence =
      fmt::format("{}: last heard {}, {}, {}, {} rejected", sensor.name,
                  in_words(*sensor.last_heard), rate, counted(sensor.gaps, "gap"), sensor.rejected);
  if (!sensor.is_silent) return {part, true, sentence};
  return {part, false, sentence + "; silent now: check its battery, Wi-Fi and wires"};
}

Finding judge_strangers(const std::vector<StrangerReport>& strangers) {
  std::string names;
  for (const StrangerReport& one : strangers) {
    if (!one.name.empty()) names += (names.empty() ? "" : ", ") + one.name;
  }
  return {"strangers", true,
          fmt::format("received but not stored, since no [[room]] names them: {}", names)};
}

}  // namespace

Result<CaptureTraces> ask_broker(const BrokerConfig& broker) {
  Result<mqtt::Settings> login = broker_login(broker);
  if (!login) return login.error();
  login->max_packet_bytes = largest_report;
  const SystemClock clock;
  CaptureTraces traces;
  std::optional<Error> trouble;
  const auto hear = [&](const mqtt::Arrival& arrival) {
    const std::string payload(arrival.message.payload);
    if (arrival.message.topic.ends_with("/status")) traces.status = payload;
    if (!arrival.message.topic.ends_with("/health")) return;
    Result<CaptureReport> report = parse_health(payload);
    if (report) traces.health = *std::move(report);
  };
  auto made = mqtt::Connection::make(
      *login, {hear, {}, [&](const Error& error) { trouble = error; }}, clock, Rng(1));
  if (!made) return made.error();
  mqtt::Connection& connection = **made;
  connection.subscribe(broker.topic + "/status");
  connection.subscribe(broker.topic + "/health");
  auto until = Steady::now() + login_limit;
  bool was_connected = false;
  while (Steady::now() < until && (traces.status.empty() || !traces.health)) {
    connection.receive(step, {});
    connection.acknowledge();
    if (trouble) return *trouble;
    if (connection.is_connected() && !was_connected) until = Steady::now() + answer_limit;
    was_connected = connection.is_connected();
  }
  connection.close();
  if (was_connected) return traces;
  return Error{
      Fault::unavailable,
      fmt::format("broker {}:{}: accepts the connection but does not answer; is that port MQTT's?",
                  broker.host, broker.port)};
}

std::vector<Finding> judge_capture(const CaptureTraces& traces, const std::string& topic) {
  const std::string part = "capture";
  if (traces.status.empty() || !traces.health) {
    return {{part, false, fmt::format("never seen on {}/status; run: lamplighter capture", topic)}};
  }
  const CaptureReport& health = *traces.health;
  std::vector<Finding> findings;
  const bool is_online = traces.status == "online";
  findings.push_back({part, is_online,
                      fmt::format("{}, last report {}: {}, {}, {} rejected{}",
                                  is_online ? "running" : "not running", in_words(health.at),
                                  counted(health.totals.readings, "reading"),
                                  counted(health.totals.changes, "change"), health.totals.rejected,
                                  is_online ? "" : "; run: lamplighter capture")});
  if (!health.storage_trouble.empty()) {
    findings.push_back({part, false, health.storage_trouble});
  }
  for (const std::string& trouble : health.service_troubles)
    findings.push_back({"service", false, trouble});
  for (const SensorReport& sensor : health.sensors) findings.push_back(judge_sensor(sensor));
  if (!health.strangers.empty()) findings.push_back(judge_strangers(health.strangers));
  return findings;
}

namespace {

using Findings = std::vector<Finding>;

/// What a look found: a sentence for each lamp that does not answer, one for all that do. Every
/// lamp is a room of its own here.
void judge(const char* part, const char* where, const Result<RoomStates>& states,
           Findings& findings) {
  if (!states) return findings.push_back({part, false, states.error().message});
  std::size_t answering = 0;
  for (const auto& [lamp, state] : *states) {
    if (state) ++answering;
    if (!state) findings.push_back({part, false, state.error().message});
  }
  if (answering > 0)
    findings.push_back({part, true,
                        fmt::format("{} {} {}", counted(answering, "lamp"), where,
                                    answering == 1 ? "answers" : "answer")});
}

void check_broker_lamps(const Config& config, Findings& findings) {
  const Result<std::vector<mqtt::BrokerRoom>> rooms = broker_rooms(config);
  if (!rooms || rooms->empty()) return;  // what is wrong there is a problem of the config
  std::vector<mqtt::BrokerRoom> single;
  for (const mqtt::BrokerRoom& room : *rooms) {
    for (const MqttLamp& lamp : room.lamps)
      single.push_back({RoomName(room.room.text() + ", " + lamp.name()), {lamp}, {}});
  }
  Result<mqtt::Settings> login = lamps_login(config.broker);
  if (!login) return findings.push_back({"lamps", false, login.error().message});
  login->client_id.clear();  // a service that runs has the other one
  const SystemClock clock;
  std::random_device chance;
  const auto lamps = mqtt::BrokerLamps::open(*login, std::move(single), clock, Rng(chance()));
  if (!lamps) return findings.push_back({"lamps", false, lamps.error().message});
  judge("lamps", "at the broker", (*lamps)->look(), findings);
}

void check_home_assistant(const Config& config, Findings& findings) {
  std::vector<home_assistant::AssistedRoom> single;
  for (const RoomConfig& room : config.rooms) {
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return;
    for (const std::string& entity : lamps->entities)
      single.push_back({RoomName(room.name.text() + ", " + entity), {entity}, {}});
  }
  if (single.empty()) return;
  auto client = open_home_assistant(config.home_assistant);
  if (!client) return findings.push_back({"lamps", false, client.error().message});
  home_assistant::AssistedLamps lamps(*std::move(client), std::move(single));
  judge("lamps", "of Home Assistant", lamps.look(), findings);
}

}  // namespace

std::vector<Finding> check_other_lamps(const Config& config) {
  Findings findings;
  check_broker_lamps(config, findings);
  check_home_assistant(config, findings);
  return findings;
}

}  // namespace lamplighter::app
