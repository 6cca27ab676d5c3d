// SPDX-License-Identifier: Apache-2.0
#include "setup/live.h"

#include "check/checks.h"
#include "config/secret_file.h"
#include "csv/import_record.h"
#include "csv/store.h"
#include "detection/reporting.h"
#include "home_assistant/assisted_lamps.h"
#include "home_assistant/history.h"
#include "hue/bridge_lamps.h"
#include "lamps/bridge_link.h"
#include "lamps/house_lamps.h"
#include "mqtt/broker_lamps.h"
#include "mqtt/connection.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"
#include "system/announced_services.h"
#include "system/clocks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <random>
#include <utility>

namespace lamplighter::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto login_limit = std::chrono::seconds(8);
constexpr auto trying = std::chrono::seconds(3);
constexpr auto listening = std::chrono::seconds(5);
constexpr std::uint32_t largest_announcement = 8U << 20U;  // of 1,000 devices of Zigbee2MQTT

Result<mqtt::Settings> login_of(BrokerConfig broker, const SetupSecrets& secrets) {
  if (secrets.broker_password) broker.password_file.clear();
  Result<mqtt::Settings> login = broker_login(broker);
  if (!login) return login;
  if (secrets.broker_password) login->password = *secrets.broker_password;
  login->max_packet_bytes = largest_announcement;
  return login;
}

/// A connection that subscribes to everything that this user may read.
class Listening {
 public:
  Listening(const mqtt::Settings& login, BrokerEar& ear) : login_(login), ear_(ear) {}

  /// Errors: those of the login.
  Result<void> run(std::chrono::milliseconds how_long, const std::stop_token& stop) {
    std::random_device chance;
    auto made = mqtt::Connection::make(
        login_,
        {[this](const mqtt::Arrival& one) { ear_.hear(one.message.topic, one.message.payload); },
         [this](bool) { is_connected_ = true; }, [this](const Error& error) { trouble_ = error; }},
        clock_, Rng(chance()));
    if (!made) return made.error();
    mqtt::Connection& connection = **made;
    connection.subscribe("#");
    auto until = Steady::now() + login_limit;
    for (bool was_connected = false; Steady::now() < until && !stop.stop_requested();) {
      connection.receive(std::chrono::milliseconds(50), stop);
      connection.acknowledge();
      if (trouble_ && !is_connected_) return *trouble_;
      if (trouble_) ask_for_less(connection);
      if (is_connected_ && !was_connected) until = Steady::now() + how_long;
      was_connected = is_connected_;
    }
    connection.close();
    if (is_connected_) return {};
    return Error{Fault::unavailable,
                 fmt::format("broker {}:{}: accepts the connection but does not answer; is that "
                             "port MQTT's?",
                             login_.host, login_.port)};
  }

 private:
  /// A broker that refuses a subscription to everything may allow these.
  void ask_for_less(mqtt::Connection& connection) {
    trouble_.reset();
    if (std::exchange(has_asked_for_less_, true)) return;
    for (const char* filter : {"zigbee2mqtt/#", "tele/#", "tasmota/discovery/#", "homeassistant/#",
                               "lamplighter/node/#", "remote-sensors"})
      connection.subscribe(filter);
  }

  mqtt::Settings login_;
  BrokerEar& ear_;
  SystemClock clock_;
  std::optional<Error> trouble_;
  bool is_connected_ = false;
  bool has_asked_for_less_ = false;
};

Result<std::unique_ptr<BridgeLink>> bridge_of(const Config& config, const SetupSecrets& secrets,
                                              Clock& clock, const std::stop_token& stop) {
  if (secrets.pairing)
    return open_bridge(config.hue, *secrets.pairing, clock, stop, hue::bridge_limits);
  return open_bridge(config.hue, clock, stop);
}

Result<std::unique_ptr<home_assistant::Client>> home_of(const HomeAssistantConfig& config,
                                                        const SetupSecrets& secrets,
                                                        const http::Limits& limits,
                                                        const std::stop_token& stop) {
  if (!secrets.token) return open_home_assistant(config, limits, stop);
  return home_assistant::Client::make({config.url, *secrets.token, config.ca_file}, limits, stop);
}

std::string counts(const Heard& heard) {
  return fmt::format("{}, {}", counted(heard.lamps.size(), "lamp"),
                     counted(heard.sensors.size(), "light sensor"));
}

/// How suitable a sensor is, judged by its readings.
std::string judged(const std::vector<Sample<Lux>>& samples) {
  constexpr std::size_t enough = 20;
  if (samples.size() < enough) return "";
  const Reporting reporting = reporting_of(samples);
  const std::string how = describe(reporting);
  if (!how.empty()) return how;
  return fmt::format("reports every {:.3g} min: fine", reporting.usual.count());
}

HouseHeard hear_bridge(const Config& config, const SetupSecrets& secrets,
                       const std::stop_token& stop) {
  HeardPart part{"bridge"};
  SystemClock clock;
  const auto link = bridge_of(config, secrets, clock, stop);
  const auto house = link ? (*link)->bridge().house() : Result<hue::BridgeHouse>(link.error());
  if (!house) {
    part.trouble = house.error().message;
    return {{}, {part}};
  }
  Heard heard = heard_of(*house);
  part.note = counts(heard);
  return {std::move(heard), {part}};
}

HouseHeard hear_broker(const Config& config, const SetupSecrets& secrets,
                       const std::stop_token& stop) {
  HeardPart part{"broker"};
  BrokerEar ear(config);
  const Result<mqtt::Settings> login = login_of(config.broker, secrets);
  const Result<void> listened =
      login ? Listening(*login, ear).run(listening, stop) : Result<void>(login.error());
  if (!listened) {
    part.trouble = listened.error().message;
    return {{}, {part}};
  }
  Heard heard = ear.heard();
  const Instant now = SystemClock().now();
  for (HeardSensor& sensor : heard.sensors) {
    const auto stored = csv::read_store(config.store.directory, SensorId(sensor.id),
                                        now - std::chrono::hours(24 * 28), now);
    const std::string how = stored ? judged(stored->readings.samples) : "";
    if (!how.empty()) sensor.note = how;
  }
  part.note = counts(heard);
  return {std::move(heard), {part}};
}

/// "light.desk" of "home_assistant:light.desk".
std::string entity_of(const std::string& id) { return id.substr(id.find(':') + 1); }

/// Judges the first light sensors by their last two days.
void judge_home_sensors(home_assistant::Client& client, Heard& heard, Instant now) {
  constexpr std::size_t most = 20;
  std::vector<std::string> ids;
  for (const HeardSensor& sensor : heard.sensors)
    if (ids.size() < most) ids.push_back(entity_of(sensor.id));
  if (ids.empty()) return;
  const auto pasts =
      home_assistant::fetch_history(client, ids, now - std::chrono::hours(48), now,
                                    LampState::unknown, [](std::size_t, std::size_t) {});
  if (!pasts) return;
  for (HeardSensor& sensor : heard.sensors) {
    const auto past = pasts->find(entity_of(sensor.id));
    const std::string how = past != pasts->end() ? judged(past->second.light) : "";
    if (!how.empty()) sensor.note = how;
  }
}

std::optional<std::string> past_of(home_assistant::Client& client, const Config& config,
                                   const Heard& heard, Instant now) {
  constexpr std::size_t enough = 10;
  if (!csv::imports_of(config.store.directory).empty()) return std::nullopt;
  std::vector<std::string> lamps;
  for (const HeardLamp& lamp : heard.lamps)
    if (lamps.size() < enough) lamps.push_back(entity_of(lamp.id));
  if (lamps.empty()) return std::nullopt;
  const auto answer = client.send(
      home_assistant::history_request(lamps, now - std::chrono::hours(24 * 10), now, false));
  home_assistant::EntityPasts pasts;
  if (!answer || !home_assistant::read_history(*answer, LampState::unknown, pasts))
    return std::nullopt;
  return offered_import(pasts, now);
}

Result<Heard> heard_at_home(home_assistant::Client& client) {
  const auto answer = client.send(home_assistant::states_request());
  if (!answer) return answer.error();
  const auto entities = home_assistant::read_listed(*answer);
  if (!entities) return entities.error();
  const auto named = client.send(home_assistant::areas_request(*entities));
  const auto areas = named ? home_assistant::read_areas(*named)
                           : Result<std::map<std::string, std::string>>(named.error());
  return heard_of(*entities, areas ? *areas : std::map<std::string, std::string>());
}

HouseHeard hear_home(const Config& config, const SetupSecrets& secrets,
                     const std::stop_token& stop) {
  HouseHeard all{{}, {{"home_assistant"}}};
  const auto client = home_of(config.home_assistant, secrets, home_assistant::history_limits, stop);
  Result<Heard> heard = client ? heard_at_home(**client) : Result<Heard>(client.error());
  if (!heard) {
    all.parts.front().trouble = heard.error().message;
    return all;
  }
  const Instant now = SystemClock().now();
  judge_home_sensors(**client, *heard, now);
  all.past = past_of(**client, config, *heard, now);
  all.parts.front().note = counts(*heard);
  all.heard = *std::move(heard);
  return all;
}

void append(HouseHeard& all, HouseHeard more) {
  const auto move_all = [](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move_all(more.heard.lamps, all.heard.lamps);
  move_all(more.heard.sensors, all.heard.sensors);
  move_all(more.parts, all.parts);
  if (more.past) all.past = std::move(more.past);
}

}  // namespace

Result<std::string> try_broker(const BrokerConfig& broker, const SetupSecrets& secrets,
                               const std::stop_token& stop) {
  const Result<mqtt::Settings> login = login_of(broker, secrets);
  if (!login) return login.error();
  BrokerEar ear{Config()};
  if (const Result<void> heard = Listening(*login, ear).run(trying, stop); !heard)
    return heard.error();
  return fmt::format("connected; {} in {} s", counted(ear.messages(), "message"), trying.count());
}

std::vector<FoundBroker> find_brokers(int port, const std::stop_token& stop) {
  constexpr auto longest = std::chrono::milliseconds(1500);
  std::vector<FoundBroker> found;
  for (const char* host : {"localhost", "mqtt"}) {
    if (stop.stop_requested() || !mqtt::reach(host, port, longest, -1)) continue;
    BrokerEar ear{Config()};
    const mqtt::Settings login{.host = host, .port = port};
    const Result<void> heard = Listening(login, ear).run(std::chrono::milliseconds(0), stop);
    const bool is_closed = !heard && heard.error().fault == Fault::refused;
    found.push_back({host, port,
                     heard       ? "connected"
                     : is_closed ? "wants a user and password"
                                 : heard.error().message});
  }
  return found;
}

Result<std::vector<home_assistant::FoundHome>> find_home_assistants(const std::stop_token& stop) {
  const auto services = listen_for_services("_home-assistant._tcp", trying, stop);
  if (!services) return services.error();
  std::vector<home_assistant::FoundHome> homes;
  for (const AnnouncedService& one : *services) {
    const auto home = home_assistant::read_announcement(one.txt, one.host, one.port);
    if (home && std::find(homes.begin(), homes.end(), *home) == homes.end()) homes.push_back(*home);
  }
  return homes;
}

Result<TriedHome> try_home_assistant(const HomeAssistantConfig& config, const SetupSecrets& secrets,
                                     const std::stop_token& stop) {
  const auto client = home_of(config, secrets, home_assistant::history_limits, stop);
  if (!client) return client.error();
  const auto greeting = (*client)->send(home_assistant::greeting());
  if (!greeting) return greeting.error();
  if (const auto read = home_assistant::read_greeting(*greeting); !read) return read.error();
  const auto states = (*client)->send(home_assistant::states_request());
  if (!states) return states.error();
  const auto entities = home_assistant::read_listed(*states);
  if (!entities) return entities.error();
  TriedHome home{"connected; " + counts(heard_of(*entities, {})), {}};
  const auto answer = (*client)->send(home_assistant::facts_request());
  if (answer) {
    if (auto facts = home_assistant::read_facts(*answer)) home.facts = *std::move(facts);
  }
  return home;
}

HouseHeard hear_house(const Config& config, const SetupSecrets& secrets,
                      const std::stop_token& stop) {
  std::vector<std::future<HouseHeard>> parts;
  const auto add =
      [&](HouseHeard (*hear)(const Config&, const SetupSecrets&, const std::stop_token&)) {
        parts.push_back(
            std::async(std::launch::async, [&, hear] { return hear(config, secrets, stop); }));
      };
  if (secrets.pairing || !config.hue.key_file.empty()) add(hear_bridge);
  if (needs_broker(config)) add(hear_broker);
  if (!config.home_assistant.url.empty()) add(hear_home);
  HouseHeard all;
  for (auto& part : parts) append(all, part.get());
  return all;
}

namespace {

const RoomName blinking("blink");

/// Lamps of one kind, with the objects they need.
struct BlinkingLamps {
  std::unique_ptr<BridgeLink> link = {};
  std::unique_ptr<Lamps> lamps = {};
};

using Kinds = std::vector<BlinkingLamps>;

Result<void> open_kinds(const Config& config, const SetupSecrets& secrets, const SortedLamps& lamps,
                        Clock& clock, Kinds& kinds) {
  if (!lamps.at_bridge.empty()) {
    auto link = bridge_of(config, secrets, clock, {});
    if (!link) return link.error();
    std::vector<hue::RoomLamps> rooms{{blinking, lamps.at_bridge, {}, {}, {}}};
    auto bridge = std::make_unique<hue::BridgeLamps>((*link)->bridge(), std::move(rooms));
    kinds.push_back({*std::move(link), std::move(bridge)});
  }
  if (!lamps.at_broker.empty()) {
    Result<mqtt::Settings> login = login_of(config.broker, secrets);
    if (!login) return login.error();
    std::random_device chance;
    auto broker =
        mqtt::BrokerLamps::open(*login, {{blinking, lamps.at_broker, {}}}, clock, Rng(chance()));
    if (!broker) return broker.error();
    kinds.push_back({{}, *std::move(broker)});
  }
  if (lamps.entities.empty()) return {};
  auto client = home_of(config.home_assistant, secrets, home_assistant::home_assistant_limits, {});
  if (!client) return client.error();
  std::vector<home_assistant::AssistedRoom> rooms{{blinking, lamps.entities, {}}};
  kinds.push_back(
      {{}, std::make_unique<home_assistant::AssistedLamps>(*std::move(client), std::move(rooms))});
  return {};
}

/// Polls until every lamp has answered, or for some seconds: lamps at a broker need them.
Result<HouseLook> patient_look(Lamps& lamps, Clock& clock, const std::stop_token& stop) {
  constexpr int most_looks = 10;
  const auto is_known = [](const auto& one) {
    return one.second.rooms.empty() || one.second.is.has_value();
  };
  Result<HouseLook> look = lamps.look();
  for (int i = 0; i < most_looks && !stop.stop_requested(); ++i) {
    if (look && std::all_of(look->begin(), look->end(), is_known)) return look;
    if (!look && look.error().fault != Fault::unavailable) return look;
    clock.sleep_until(clock.now() + 500ms, stop);
    look = lamps.look();
  }
  return look;
}

Result<void> worst(const LampReplies& replies) {
  for (const auto& [id, reply] : replies)
    if (!reply.done) return reply.done;
  return {};
}

Result<void> blink(Lamps& lamps, Clock& clock, const std::stop_token& stop) {
  const Result<HouseLook> look = patient_look(lamps, clock, stop);
  if (!look) return look.error();
  LampRequests there;
  LampRequests back;
  Result<void> done;
  for (const auto& [id, lamp] : *look) {
    if (!lamp.rooms.contains(blinking)) continue;
    if (!lamp.is && done) done = lamp.is.error();
    if (!lamp.is) continue;
    LampSetting other = *lamp.is;
    other.state = opposite(other.state);
    there.emplace(id, LampRequest{other});
    back.emplace(id, LampRequest{*lamp.is, true});
  }
  if (there.empty() || stop.stop_requested()) return done;
  const Result<void> switched = worst(lamps.command(there));
  clock.sleep_until(clock.now() + 1s, stop);
  const Result<void> restored = worst(lamps.command(back));
  if (!restored) return restored;
  return switched ? done : switched;
}

}  // namespace

Result<void> blink_lamps(const Config& config, const SetupSecrets& secrets,
                         const std::vector<std::string>& lamps, Clock& clock,
                         const std::stop_token& stop) {
  RoomConfig room;
  room.name = blinking;
  room.lamps = lamps;
  const Result<SortedLamps> sorted = sort_lamps(room, config.lamp_topics);
  if (!sorted) return sorted.error();
  Kinds kinds;
  Result<void> opened = open_kinds(config, secrets, *sorted, clock, kinds);
  for (BlinkingLamps& kind : kinds) {
    const Result<void> blinked = blink(*kind.lamps, clock, stop);
    if (!blinked && opened) opened = blinked;
  }
  return opened;
}

std::optional<std::string> why_not_blink(const Config& config, Instant now) {
  const std::string& store = config.store.directory;
  const Result<OccupancyOverride> order = read_away(store);
  const Result<PlayMemory> played = read_play_memory(store);
  const Result<std::vector<Vacation>> vacations = vacations_of(config);
  if (order && played && vacations && played->empty() && !is_away(*order, *vacations, now))
    return std::nullopt;
  return "Lamplighter controls the lamps now; set it to Home first, then blink them";
}

std::string certificate_text(const hue::Approach& approach) {
  if (!approach.is_secure)
    return "none: this bridge uses plain http only, so anyone on your network can read its "
           "key";
  if (approach.pin.empty()) return "signed by its maker's authority";
  return "not signed by a known authority (an old bridge, or not a bridge); fingerprint " +
         approach.pin;
}

}  // namespace lamplighter::app
