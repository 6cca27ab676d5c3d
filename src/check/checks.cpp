// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"

#include "config/config.h"
#include "config/options.h"
#include "config/secret_file.h"
#include "core/utf8.h"
#include "csv/import_record.h"
#include "csv/store.h"
#include "detection/reporting.h"
#include "detection/suspicions.h"
#include "documents/capture_health.h"
#include "home_assistant/history.h"
#include "home_assistant/live.h"
#include "lamps/bridge_link.h"
#include "lamps/house_lamps.h"
#include "learning/house_training.h"
#include "learning/store_rows.h"
#include "mqtt/connection.h"
#include "sky/sun.h"
#include "state/store_mount.h"
#include "system/clocks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>

namespace lamplighter::app {
namespace {

using Findings = std::vector<Finding>;

void add(Findings& findings, const std::string& part, const Result<std::string>& found) {
  findings.push_back(found ? Finding{part, Verdict::ok, *found}
                           : Finding{part, verdict_of(found.error()), found.error().message});
}

bool is_placed(const HomeConfig& home) {
  return home.latitude && home.longitude && !home.time_zone.empty();
}

/// How far local time at the place is ahead of solar time, in hours from -12 to 12, without summer
/// time.
double clock_before_sun(const Place& place, Instant now) {
  const auto half_a_year = std::chrono::hours(24 * 182);
  const auto offset = std::min(place.zone.offset_span(now).offset,
                               place.zone.offset_span(now + half_a_year).offset);
  return std::remainder(static_cast<double>(offset.count()) / 3600 - place.longitude / 15, 24);
}

Result<std::string> check_store(const Config& config) {
  const std::string& folder = config.store.directory;
  if (Result<void> mounted = check_store_is_mounted(folder); !mounted) return mounted.error();
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return Error{Fault::not_found,
                 fmt::format("{}: no such folder; run: mkdir -p {}", folder, folder)};
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return Error{Fault::refused,
                 fmt::format("{}: this user may not write there; change its owner", folder)};
  }
  const auto space = std::filesystem::space(folder, error);
  constexpr std::uintmax_t megabyte = 1 << 20;
  if (!error && space.available < 100 * megabyte) {
    return Error{Fault::io, fmt::format("{}: only {} MB are free; a room needs about 30 MB a year",
                                        folder, space.available / megabyte)};
  }
  return fmt::format("{}, {} MB free", folder, error ? 0 : space.available / megabyte);
}

/// Reports damaged files that were set aside ("play.json.damaged", "…-2"): the user should inspect
/// and delete them.
void add_damaged_files(const Config& config, Findings& findings) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(config.store.directory, error)) {
    const std::string name = entry.path().filename();
    if (name.find(".damaged") != std::string::npos) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    findings.push_back(
        {"store", Verdict::wrong,
         fmt::format("{}: what was left of a damaged file; what could be read was used. Look "
                     "for the cause (a failing disk or SD card), then delete it",
                     (std::filesystem::path(config.store.directory) / name).string())});
  }
}

Finding judge_model(const Config& config) {
  const std::string path = model_path(config);
  const Result<HouseModel> house = read_model_file(path);
  const std::string train = command_for(config, "train");
  if (!house && house.error().fault == Fault::not_found) {
    return {"model", Verdict::to_do,
            fmt::format("no model yet, so a typical household is played; the service trains each "
                        "night from what was captured; to train now: {}",
                        train)};
  }
  if (!house) {
    return {
        "model", Verdict::wrong,
        fmt::format("{}; {}to make it again: {}", house.error().message,
                    read_last_good_model(path) ? "the model before it is played; " : "", train)};
  }
  std::vector<std::string> names;
  for (const RoomModel& room : house->rooms) names.push_back(room.room.text());
  return {"model", Verdict::ok,
          fmt::format("{}: {}; {}", path, fmt::join(names, ", "), learned_text(*house))};
}

/// Reports a failed training; having nothing to learn from yet is not a failure.
void add_training_trouble(const Config& config, Findings& findings) {
  const auto last = last_training(config);
  if (!last) return findings.push_back({"model", Verdict::wrong, last.error().message});
  if (!*last || !(*last)->error) return;
  const TrainingResult& result = **last;
  findings.push_back({"model", verdict_of(*result.error),
                      fmt::format("the last training, {}, made no model: {}",
                                  to_iso(std::chrono::floor<std::chrono::seconds>(result.at)),
                                  result.error->message)});
}

Result<std::string> check_secret(const Config& config) {
  const std::string path = secret_path(config);
  if (::access(path.c_str(), F_OK) != 0) return path + ": will be created with the first plan";
  const Result<Secret> secret = planning_secret(path);
  if (!secret) return secret.error();
  return path + ": readable only by this user";
}

void check_broker(const BrokerConfig& broker, Findings& findings) {
  const Result<CaptureTraces> traces = ask_broker(broker);
  if (!traces) {
    constexpr std::string_view part = "broker ";  // the finding has this prefix already
    std::string sentence = traces.error().message;
    if (sentence.starts_with(part)) sentence.erase(0, part.size());
    return findings.push_back({"broker", verdict_of(traces.error()), sentence});
  }
  findings.push_back(
      {"broker", Verdict::ok, fmt::format("{}:{}: connected", broker.host, broker.port)});
  for (Finding& finding : judge_capture(*traces, broker.topic)) {
    findings.push_back(std::move(finding));
  }
}

/// The lamps of a room that the bridge does not have.
std::vector<std::string> missing_lamps(const Config& config, const hue::BridgeHouse& house) {
  std::vector<std::string> missing;
  const auto is_there = [&](const std::string& wanted) {
    return hue::find_targets(house, {wanted}).has_value();
  };
  for (const RoomConfig& room : config.rooms) {
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) continue;
    for (const std::string& lamp : lamps->at_bridge) {
      if (!is_there(lamp)) missing.push_back(fmt::format("\"{}\" of {}", lamp, room.name.text()));
    }
  }
  return missing;
}

/// The motion sensors of the rooms that the bridge does not have.
std::vector<std::string> missing_sensors(const Config& config, const hue::BridgeHouse& house) {
  std::vector<std::string> missing;
  for (const RoomConfig& room : config.rooms) {
    const auto wanted = sensor_at_bridge(room.sensor);
    if (wanted && hue::find_sensor(house, *wanted) == nullptr)
      missing.push_back(fmt::format("\"{}\" of {}", *wanted, room.name.text()));
  }
  return missing;
}

/// The motion sensors of the rooms without a current light level.
std::vector<std::string> silent_sensors(const Config& config, const hue::BridgeHouse& house) {
  std::vector<std::string> silent;
  for (const RoomConfig& room : config.rooms) {
    const auto wanted = sensor_at_bridge(room.sensor);
    const hue::BridgeSensor* sensor = wanted ? hue::find_sensor(house, *wanted) : nullptr;
    if (sensor != nullptr && !sensor->is_live) silent.push_back(hue::shown(sensor->name));
  }
  return silent;
}

std::string list_sensors(const hue::BridgeHouse& house) {
  std::vector<std::string> names;
  for (const hue::BridgeSensor& sensor : house.sensors) names.push_back(hue::shown(sensor.name));
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

/// Whether manual changes of the bridge's lamps are being stored.
Finding check_learning(const Config& config, Instant now) {
  const std::string part = "capture";
  constexpr auto longest = std::chrono::minutes(5);
  const Result<SourceMark> mark = read_mark(config.store.directory, "bridge");
  if (!mark)
    return {part, Verdict::to_do,
            "no report of the bridge's lamps yet; " + how_to_fill_store(config)};
  const Instant heard = std::chrono::floor<std::chrono::seconds>(mark->at);
  const bool is_new = now - heard < longest;
  return {part, is_new ? Verdict::ok : Verdict::wrong,
          fmt::format("the bridge's lamps last reported {}{}", to_iso(heard),
                      is_new ? "" : "; " + how_to_fill_store(config))};
}

/// Names in the rooms that several lamps of the bridge share.
std::vector<std::string> ambiguous_lamps(const Config& config, const hue::BridgeHouse& house) {
  std::vector<std::string> ambiguous;
  for (const RoomConfig& room : config.rooms) {
    for (const std::string& wanted : room.lamps) {
      const auto same =
          std::count_if(house.lamps.begin(), house.lamps.end(), [&](const hue::BridgeLamp& lamp) {
            return normalized_name(lamp.name) == normalized_name(wanted);
          });
      if (same > 1) ambiguous.push_back(fmt::format("\"{}\" of {}", wanted, room.name.text()));
    }
  }
  return ambiguous;
}

/// Lamps of the rooms, including those in groups, that the bridge cannot reach.
std::vector<std::string> unreachable_lamps(const Config& config, const hue::BridgeHouse& house) {
  std::set<std::string> used;
  for (const RoomConfig& room : config.rooms) {
    for (const std::string& wanted : room.lamps) {
      const auto targets = hue::find_targets(house, {wanted});
      if (!targets) continue;
      const hue::Target& target = targets->front();
      if (target.kind == hue::Target::Kind::lamp) used.insert(target.id);
      for (const hue::BridgeGroup& group : house.groups)
        if (group.id == target.id) used.insert(group.lamps.begin(), group.lamps.end());
    }
  }
  std::vector<std::string> unreachable;
  for (const hue::BridgeLamp& lamp : house.lamps)
    if (!lamp.reachable && used.contains(lamp.id)) unreachable.push_back(hue::shown(lamp.name));
  return unreachable;
}

void check_bridge(const Config& config, Findings& findings) {
  SystemClock clock;
  const Result<std::unique_ptr<BridgeLink>> link = open_bridge(config.hue, clock);
  if (!link) return findings.push_back({"bridge", verdict_of(link.error()), link.error().message});
  const Result<hue::BridgeHouse> house = (*link)->bridge().house();
  if (!house)
    return findings.push_back({"bridge", verdict_of(house.error()), house.error().message});
  for (Finding& finding : judge_bridge(config, *house, (*link)->pairing().address))
    findings.push_back(std::move(finding));
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  if (verdict == Verdict::ok) return "ok";
  return verdict == Verdict::to_do ? "to do" : "wrong";
}

Verdict verdict_of(const Error& error) {
  return error.fault == Fault::not_found ? Verdict::to_do : Verdict::wrong;
}

std::string counted(std::size_t number, const std::string& one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

Finding judge_home(const Config& config, Instant now) {
  const std::string part = "home";
  const Result<Place> place = place_of(config);
  if (!place)
    return {part, is_placed(config.home) ? Verdict::wrong : Verdict::to_do, place.error().message};
  constexpr double most = 3;  // western China and western Spain are below this
  const double hours = clock_before_sun(*place, now);
  if (std::abs(hours) >= most) {
    return {part, Verdict::wrong,
            fmt::format("the clock of {} is {:.0f} hours {} the sun at longitude {}; check "
                        "the time zone, and that a longitude in the west is negative",
                        place->zone.name(), std::abs(hours), hours > 0 ? "ahead of" : "behind",
                        place->longitude)};
  }
  return {part, Verdict::ok,
          fmt::format("{}, {} in {}, where it is {}", place->latitude, place->longitude,
                      place->zone.name(),
                      place->zone.to_iso(std::chrono::floor<std::chrono::seconds>(now)))};
}

std::vector<Finding> judge_bridge(const Config& config, const hue::BridgeHouse& house,
                                  const std::string& address) {
  Findings findings;
  const auto add_trouble = [&](const std::vector<std::string>& lamps, std::string_view sentence) {
    if (lamps.empty()) return;
    findings.push_back(
        {"bridge", Verdict::wrong, fmt::format(fmt::runtime(sentence), fmt::join(lamps, ", "))});
  };
  add_trouble(missing_lamps(config, house),
              "the bridge has no {}; `lamplighter bridge lamps` lists what it has");
  add_trouble(ambiguous_lamps(config, house),
              "several lamps have the name {}; give the id that `lamplighter bridge lamps` lists");
  add_trouble(unreachable_lamps(config, house),
              "the bridge cannot reach {}; check the wall switch, and whether the lamp has power");
  for (const std::string& sensor : missing_sensors(config, house))
    findings.push_back({"bridge", Verdict::wrong,
                        fmt::format("the bridge has no motion sensor {}; it has {}", sensor,
                                    list_sensors(house))});
  add_trouble(
      silent_sensors(config, house),
      "the light at {} is not known; check the sensor's battery, and whether it is switched on "
      "in the bridge's app");
  if (findings.empty())
    findings.push_back(
        {"bridge", Verdict::ok,
         fmt::format(
             "{}: {}{}", address, counted(house.lamps.size(), "lamp"),
             house.sensors.empty() ? "" : ", " + counted(house.sensors.size(), "motion sensor"))});
  return findings;
}

std::vector<Finding> judge_rooms(const Config& config) {
  Findings findings;
  const bool has_bridge = !config.hue.key_file.empty() || !config.hue.address.empty();
  std::map<std::string, std::string> rooms;  // by lamp
  for (const RoomConfig& room : config.rooms) {
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) continue;  // reported as a problem of the config
    if (!has_bridge && !lamps->at_bridge.empty()) {
      findings.push_back(
          {"lamps", Verdict::to_do,
           fmt::format(
               "room {}: \"{}\" is never played, since there is no bridge; run: lamplighter "
               "bridge pair, and name its key_file in [hue]",
               room.name.text(), lamps->at_bridge.front())});
    }
    for (const std::string& lamp : room.lamps) {
      const auto [first, is_new] = rooms.emplace(normalized_name(lamp), room.name.text());
      if (is_new) continue;
      findings.push_back({"lamps", Verdict::wrong,
                          fmt::format("\"{}\" is in {} and in {}, which switch it over each other; "
                                      "leave it in one",
                                      lamp, first->second, room.name.text())});
    }
  }
  return findings;
}

std::vector<Finding> judge_light(const Config& config, Instant now) {
  constexpr auto looked_back = std::chrono::hours(24 * 28);
  Findings findings;
  const Result<Place> place = place_of(config);
  for (const RoomConfig& room : config.rooms) {
    const auto stored =
        csv::read_store(config.store.folders(), room.sensor, now - looked_back, now);
    if (!stored) continue;
    const std::vector<Sample<Lux>>& samples = stored->readings.samples;
    const Reporting reporting = reporting_of(samples, room.reports);
    if (const std::string how = describe(reporting); !how.empty()) {
      const bool is_fine = reporting.kind == ReportKind::on_change;
      findings.push_back({"light", is_fine ? Verdict::ok : Verdict::to_do,
                          fmt::format("{}: {}", room.sensor.text(), how), room.sensor.text(),
                          reporting});
    }
    if (!place) continue;
    for (const std::string& sentence : suspicions_of(samples, *place))
      findings.push_back(
          {"light", Verdict::to_do, fmt::format("{}: {}", room.sensor.text(), sentence)});
  }
  return findings;
}

std::vector<Finding> check_house(const std::string& path) {
  Findings findings;
  const Result<CheckedConfig> checked = check_config(path);
  if (!checked && checked.error().fault == Fault::not_found)
    return {{"config", Verdict::to_do, checked.error().message}};
  if (!checked) return {{"config", Verdict::wrong, checked.error().message}};
  for (const std::string& problem : checked->problems)
    findings.push_back({"config", Verdict::wrong, problem});
  const Config& config = checked->config;
  if (findings.empty())
    findings.push_back(
        {"config", Verdict::ok, fmt::format("{}: {}", path, counted(config.rooms.size(), "room"))});
  findings.push_back(judge_home(config, SystemClock().now()));
  add(findings, "store", check_store(config));
  add_damaged_files(config, findings);
  findings.push_back(judge_model(config));
  add_training_trouble(config, findings);
  add(findings, "secret", check_secret(config));
  if (!config.sources.empty()) check_broker(config.broker, findings);
  if (!config.hue.key_file.empty() || !config.hue.address.empty()) check_bridge(config, findings);
  if (learns_from_bridge(config)) findings.push_back(check_learning(config, SystemClock().now()));
  for (Finding& finding : judge_rooms(config)) findings.push_back(std::move(finding));
  for (Finding& finding : judge_light(config, SystemClock().now()))
    findings.push_back(std::move(finding));
  for (Finding& finding : check_other_lamps(config)) findings.push_back(std::move(finding));
  return findings;
}

namespace {

constexpr std::chrono::milliseconds listening{3000};

void add_new(std::vector<hue::FoundBridge>& all, const std::vector<hue::FoundBridge>& more) {
  for (const hue::FoundBridge& bridge : more) {
    const bool is_known = std::any_of(
        all.begin(), all.end(), [&](const hue::FoundBridge& one) { return one.id == bridge.id; });
    if (!is_known) all.push_back(bridge);
  }
}

}  // namespace

Result<std::vector<hue::FoundBridge>> find_bridges(const HueConfig& config) {
  const std::string url = config.discovery_url.empty() ? hue::discovery_url : config.discovery_url;
  const auto announced = announced_bridges(listening, {});
  const auto known = hue::ask_discovery(url);
  if (!announced && !known) {
    return Error{Fault::unavailable, announced.error().message + "; " + known.error().message};
  }
  std::vector<hue::FoundBridge> bridges;
  if (announced) add_new(bridges, *announced);
  if (known) add_new(bridges, *known);
  if (!announced) fmt::print(stderr, "{}\n", announced.error().message);
  if (!known) fmt::print(stderr, "{}\n", known.error().message);
  if (!bridges.empty()) return bridges;
  return Error{Fault::not_found,
               "no bridge announces itself here; is it on and in the same network? Its address is "
               "also in its own app: give it with --address"};
}

Result<hue::Address> address_of_bridge(const HueConfig& config) {
  if (!config.address.empty()) return hue::parse_address(config.address);
  const Result<std::vector<hue::FoundBridge>> bridges = find_bridges(config);
  if (!bridges) return bridges.error();
  if (bridges->size() == 1) return bridges->front().address;
  std::string list;
  for (const hue::FoundBridge& bridge : *bridges) {
    list += fmt::format("{}{} at {}", list.empty() ? "" : ", ", bridge.id,
                        hue::to_string(bridge.address));
  }
  return Error{Fault::bad_input, "there are several bridges; give --address: " + list};
}

namespace {

using Steady = std::chrono::steady_clock;

constexpr auto login_limit = std::chrono::seconds(8);
constexpr auto answer_limit = std::chrono::seconds(1);  // retained messages arrive at once
constexpr std::uint32_t largest_report = 1 << 20;       // of 4,000 sensors
constexpr auto step = std::chrono::milliseconds(50);

std::string in_words(Instant at) { return to_iso(std::chrono::floor<std::chrono::seconds>(at)); }

/// What to do about messages that gave no reading.
std::string advice_for(const std::string& reason) {
  if (reason == to_string(Rejection::not_a_reading))
    return "they hold no light level where the format expects it; check format and pointer of its "
           "[[source]]";
  if (reason == to_string(Rejection::retained))
    return "only an old one retained by the broker; wait for the next";
  if (reason == to_string(Rejection::failed_read))
    return "the sensor reports that it cannot measure";
  return "check format, pointer and unit of its [[source]]";
}

/// Messages that could not be parsed and whose sensor is unknown.
std::string unreadable_messages(const CaptureReport& health) {
  std::set<std::string> topics;
  for (const RejectionReport& one : health.rejections) {
    const bool is_unreadable = one.reason == to_string(Rejection::malformed) ||
                               one.reason == to_string(Rejection::bad_sensor_id);
    if (is_unreadable && !one.topic.empty()) topics.insert(one.topic);
  }
  if (topics.empty()) return {};
  return fmt::format(
      "; messages that could not be read came on {}: if these are its own, check "
      "format and name of its [[source]]",
      fmt::join(topics, ", "));
}

Finding judge_sensor(const SensorReport& sensor, const CaptureReport& health) {
  const std::string part = "sensor";
  if (sensor.is_offline) {
    return {part, Verdict::wrong,
            fmt::format("{}: offline, as its availability topic says; check its battery, Wi-Fi and "
                        "bridge",
                        sensor.name)};
  }
  const bool is_unreadable = !sensor.not_understood.empty();
  if (is_unreadable && (!sensor.last_heard || sensor.is_silent)) {
    const bool may_come =
        !sensor.last_heard && sensor.not_understood == to_string(Rejection::retained);
    return {part, may_come ? Verdict::to_do : Verdict::wrong,
            fmt::format("{}: messages came, but none {} could be stored ({}): {}", sensor.name,
                        sensor.last_heard ? "since " + in_words(*sensor.last_heard) : "so far",
                        sensor.not_understood, advice_for(sensor.not_understood))};
  }
  if (!sensor.last_heard) {
    return {part, Verdict::to_do,
            fmt::format("{}: no message since capture began; check its battery and its topic{}",
                        sensor.name, unreadable_messages(health))};
  }
  const std::string rate = sensor.per_minute
                               ? fmt::format("{:.1f} readings per minute", *sensor.per_minute)
                               : counted(sensor.readings, "reading");
  const std::string sentence =
      fmt::format("{}: last heard {}, {}, {}, {} ignored", sensor.name,
                  in_words(*sensor.last_heard), rate, counted(sensor.gaps, "gap"), sensor.rejected);
  if (!sensor.is_silent) return {part, Verdict::ok, sentence};
  return {part, Verdict::wrong, sentence + "; silent now: check its battery, Wi-Fi and wires"};
}

Finding judge_source(const SourceReport& source) {
  const std::string heard =
      source.last_heard ? "last heard " + in_words(*source.last_heard) : "not heard yet";
  if (source.trouble.empty()) return {"capture", Verdict::ok, source.name + ": " + heard};
  return {"capture", Verdict::wrong,
          fmt::format("{}: {} ({})", source.name, source.trouble, heard)};
}

Finding judge_unknown_sensors(const std::vector<UnknownSensorReport>& unknown_sensors) {
  std::string names;
  for (const UnknownSensorReport& one : unknown_sensors) {
    if (!one.name.empty()) names += (names.empty() ? "" : ", ") + one.name;
  }
  return {"strangers", Verdict::ok,
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
    const bool is_player = arrival.message.topic.ends_with("/player/status");
    if (is_player) traces.player = payload;
    const bool is_capture = !is_player && arrival.message.topic.ends_with("/status");
    // Of several workers, prefer one that is not running.
    if (is_capture && (traces.status.empty() || traces.status == "online")) traces.status = payload;
    if (!arrival.message.topic.ends_with("/health")) return;
    Result<CaptureReport> report = parse_health(payload);
    if (report) traces.health = *std::move(report);
  };
  auto made = mqtt::Connection::make(
      *login, {hear, {}, [&](const Error& error) { trouble = error; }}, clock, Rng(1));
  if (!made) return made.error();
  mqtt::Connection& connection = **made;
  const std::string capture = broker.share.empty() ? broker.topic : broker.topic + "/workers/+";
  connection.subscribe(broker.topic + "/player/status");  // the broker responds in this order
  connection.subscribe(capture + "/status");
  connection.subscribe(capture + "/health");
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
    return {{part, Verdict::to_do,
             fmt::format("never seen on {}/status; start the service, or run: lamplighter capture",
                         topic)}};
  }
  const CaptureReport& health = *traces.health;
  std::vector<Finding> findings;
  const bool is_online = traces.status == "online";
  findings.push_back({part, is_online ? Verdict::ok : Verdict::wrong,
                      fmt::format("{}, last report {}: {}, {}, {} ignored{}",
                                  is_online ? "running" : "not running", in_words(health.at),
                                  counted(health.totals.readings, "reading"),
                                  counted(health.totals.changes, "change"), health.totals.rejected,
                                  is_online ? "" : "; run: lamplighter capture")});
  if (!health.storage_trouble.empty()) {
    findings.push_back({part, Verdict::wrong, health.storage_trouble});
  }
  for (const std::string& trouble : health.service_troubles)
    findings.push_back({"service", Verdict::wrong, trouble});
  for (const SensorReport& sensor : health.sensors)
    findings.push_back(judge_sensor(sensor, health));
  for (const RejectionReport& one : health.rejections) {
    if (one.reason != to_string(Rejection::second_sensor)) continue;
    findings.push_back(
        {"sensor", Verdict::to_do,
         fmt::format("{}: its messages hold the light level of a second sensor, "
                     "which is not stored; add a [[source]] with its pointer, as "
                     "pointer = \"/BH1750-5C/Illuminance\", and name the first so too",
                     one.topic)});
  }
  for (const SourceReport& source : health.sources) findings.push_back(judge_source(source));
  if (!health.unknown_sensors.empty())
    findings.push_back(judge_unknown_sensors(health.unknown_sensors));
  return findings;
}

namespace {

/// The findings of a look: a sentence for each lamp that does not answer, one for all that do.
void judge(const char* part, const char* where, const Result<HouseLook>& house,
           Findings& findings) {
  if (!house) return findings.push_back({part, verdict_of(house.error()), house.error().message});
  std::size_t answering = 0;
  for (const auto& [id, lamp] : *house) {
    if (lamp.is) ++answering;
    const std::string room = lamp.rooms.empty() ? "" : "room " + lamp.rooms.begin()->text() + ": ";
    if (!lamp.is) findings.push_back({part, Verdict::wrong, room + lamp.is.error().message});
  }
  if (answering > 0)
    findings.push_back({part, Verdict::ok,
                        fmt::format("{} {} {}", counted(answering, "lamp"), where,
                                    answering == 1 ? "answers" : "answer")});
}

void check_broker_lamps(const Config& config, Findings& findings) {
  Result<std::vector<mqtt::BrokerRoom>> rooms = broker_rooms(config);
  if (!rooms || rooms->empty()) return;  // problems here are reported as problems of the config
  Result<mqtt::Settings> login = lamps_login(config.broker);
  if (!login)
    return findings.push_back({"lamps", verdict_of(login.error()), login.error().message});
  login->client_id.clear();  // the running service uses that one
  const SystemClock clock;
  std::random_device chance;
  const auto lamps = mqtt::BrokerLamps::open(*login, *std::move(rooms), clock, Rng(chance()));
  if (!lamps)
    return findings.push_back({"lamps", verdict_of(lamps.error()), lamps.error().message});
  judge("lamps", "at the broker", (*lamps)->look(), findings);
}

/// Sensors and persons that Home Assistant does not have. Does not reveal where persons are.
void check_entities(home_assistant::Client& client, const WatchedEntities& watched,
                    Findings& findings) {
  std::vector<std::string> entities = watched.persons;
  for (const auto& [entity, sensor] : watched.sensors) entities.push_back(entity);
  for (const std::string& entity : entities) {
    const auto answer = client.send(home_assistant::question(entity));
    const auto state = answer ? home_assistant::read_live_state(*answer, entity)
                              : Result<home_assistant::LiveState>(answer.error());
    if (!state)
      return findings.push_back({"home-assistant", Verdict::wrong, state.error().message});
    if (!state->state.empty()) continue;
    findings.push_back({"home-assistant", Verdict::wrong,
                        fmt::format("Home Assistant has no {}; its developer tools list the states "
                                    "it has",
                                    entity)});
  }
}

/// Offers an import if nothing was imported yet and Home Assistant has a history of the lamps.
void offer_import(home_assistant::Client& client, const Config& config,
                  const WatchedEntities& watched, Findings& findings) {
  constexpr std::size_t enough = 10;
  constexpr auto kept = std::chrono::hours(24 * 10);
  if (watched.lamps.empty() || !csv::imports_of(config.store.directory).empty()) return;
  std::vector<std::string> lamps;
  for (const auto& [entity, rooms] : watched.lamps)
    if (lamps.size() < enough) lamps.push_back(entity);
  const Instant now = SystemClock().now();
  const auto answer = client.send(home_assistant::history_request(lamps, now - kept, now, false));
  home_assistant::EntityPasts pasts;
  if (!answer || !home_assistant::read_history(*answer, LampState::unknown, pasts)) return;
  if (const auto offer = offered_import(pasts, now))
    findings.push_back({"import", Verdict::to_do, *offer});
}

void check_home_assistant(const Config& config, Findings& findings) {
  std::vector<home_assistant::AssistedRoom> rooms;
  for (const RoomConfig& room : config.rooms) {
    Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return;
    if (!lamps->entities.empty()) rooms.push_back({room.name, std::move(lamps->entities), {}});
  }
  const WatchedEntities watched = watched_entities(config);
  if (rooms.empty() && watched.sensors.empty() && watched.persons.empty()) return;
  auto client = open_home_assistant(config.home_assistant, home_assistant::history_limits);
  if (!client)
    return findings.push_back({"lamps", verdict_of(client.error()), client.error().message});
  check_entities(**client, watched, findings);
  offer_import(**client, config, watched, findings);
  if (rooms.empty()) return;
  home_assistant::AssistedLamps lamps(*std::move(client), std::move(rooms));
  judge("lamps", "of Home Assistant", lamps.look(), findings);
}

}  // namespace

std::optional<std::string> offered_import(const home_assistant::EntityPasts& pasts, Instant now) {
  std::optional<Instant> first;
  std::size_t lamps = 0;
  for (const auto& [entity, past] : pasts) {
    if (past.states.empty()) continue;
    ++lamps;
    first = std::min(first.value_or(now), past.states.front().at);
  }
  if (!first) return std::nullopt;
  const auto days = std::chrono::ceil<std::chrono::days>(now - *first).count();
  return fmt::format(
      "Home Assistant knows {} of {}; to learn from them, run: "
      "lamplighter import --home-assistant",
      counted(static_cast<std::size_t>(days), "day"), counted(lamps, "lamp"));
}

std::vector<Finding> check_other_lamps(const Config& config) {
  Findings findings;
  check_broker_lamps(config, findings);
  check_home_assistant(config, findings);
  return findings;
}

}  // namespace lamplighter::app
