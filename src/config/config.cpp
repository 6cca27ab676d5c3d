// SPDX-License-Identifier: Apache-2.0
#include "config/config.h"

#include "config/config_table.h"
#include "csv/store.h"
#include "home_assistant/client.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>

namespace lamplighter::app {
namespace {

void read_home(ConfigTable table, HomeConfig& home) {
  table.number("latitude", home.latitude, -90, 90);
  table.number("longitude", home.longitude, -180, 180);
  table.text("time_zone", home.time_zone);
  table.dates("holidays", home.holidays);
  table.text("holiday_calendar", home.holiday_calendar);
  table.finish();
}

void read_store(ConfigTable table, StoreConfig& store) {
  store.is_given = table.is_there();
  table.text("directory", store.directory);
  table.texts("also", store.also);
  table.text("model", store.model);
  table.text("secret_file", store.secret_file);
  table.finish();
}

void read_broker(ConfigTable table, BrokerConfig& broker) {
  broker.is_given = table.is_there();
  table.text("host", broker.host);
  table.integer("port", broker.port, 1, 65535);
  table.text("user", broker.user);
  table.text("password_file", broker.password_file);
  table.text("ca_file", broker.ca_file);
  table.text("cert_file", broker.cert_file);
  table.text("key_file", broker.key_file);
  table.text("client_id", broker.client_id);
  table.text("share", broker.share);
  if (broker.share.find_first_of("/+#") != std::string::npos)
    table.complain("share: expected a name without / + #, as \"lamplighter\"");
  table.text("topic", broker.topic);
  table.text("home_assistant", broker.home_assistant);
  table.flag("publish_switches", broker.publish_switches);
  table.finish();
}

/// Reads how an unreachable lamp counts. Returns whether it counts as off.
bool read_unavailable(ConfigTable& table) {
  std::size_t choice = 0;
  table.choice("unavailable", {"unknown", "off"}, choice);
  return choice == 1;
}

SourceConfig read_source(ConfigTable& table) {
  SourceConfig source;
  table.text("topic", source.topic);
  table.text("format", source.format);
  table.text("sensor", source.sensor);
  table.text("room", source.room);
  table.text("pointer", source.pointer);
  std::size_t accept = 0;
  table.choice("accept", {"named", "any"}, accept);
  source.accept_any = accept == 1;
  table.integer("accept_limit", source.accept_limit, 1, 4000);
  table.integer("home_limit", source.home_limit, 1, 1000000);
  table.flag("trust_clock", source.trust_clock);
  table.text("unit", source.unit);
  table.text_or_texts("name_pointer", source.name_pointers);
  table.text_or_texts("only", source.only);
  source.unavailable_is_off = read_unavailable(table);
  if (source.topic.empty())
    table.complain("topic: missing; give the topic to subscribe to, as \"zigbee2mqtt/+\"");
  if (source.format.empty())
    table.complain("format: missing; name the payload format, as \"zigbee2mqtt\"");
  table.finish();
  return source;
}

/// The keys of a room and of [away] that limit how it is played.
RoomLimits read_limits(ConfigTable& table) {
  RoomLimits limits;
  bool after_dark = false;
  std::optional<double> max_hours;
  if (table.flag("after_dark", after_dark)) limits.after_dark = after_dark;
  table.clock_spans("hours", limits.hours);
  table.number("max_brightness", limits.max_brightness, 1.0, 100.0);
  table.number("max_hours", max_hours, 0.25, 24.0);
  if (max_hours) limits.max_lit = std::chrono::seconds(std::lround(*max_hours * 3600));
  return limits;
}

void fill_in(RoomLimits& limits, const RoomLimits& of_all) {
  if (!limits.after_dark) limits.after_dark = of_all.after_dark;
  if (limits.hours.empty()) limits.hours = of_all.hours;
  if (!limits.max_brightness) limits.max_brightness = of_all.max_brightness;
  if (!limits.max_lit) limits.max_lit = of_all.max_lit;
}

RoomConfig read_room(ConfigTable& table) {
  RoomConfig room;
  std::string name;
  std::string sensor;
  table.text("name", name);
  table.text("sensor", sensor);
  table.integer("on_level", room.on_level, 1, 3);
  std::size_t reports = report_kind_names.size();
  table.choice("reports", {report_kind_names.begin(), report_kind_names.end()}, reports);
  if (reports < report_kind_names.size()) room.reports = static_cast<ReportKind>(reports);
  table.number("street", room.street, 0.0, 1.0);
  table.number("dark_below", room.dark_below, 0.0, 100000.0);
  table.texts("lamps", room.lamps);
  table.number("brightness", room.brightness, 1.0, 100.0);
  table.number("mirek", room.mirek, 153.0, 500.0);
  table.number("fade_seconds", room.fade_seconds, 0.0, 60.0);
  room.limits = read_limits(table);
  std::size_t kind = room_kind_names.size();
  table.choice("type", {room_kind_names.begin(), room_kind_names.end()}, kind);
  if (kind < room_kind_names.size()) room.kind = static_cast<RoomKind>(kind);
  if (name.empty()) table.complain("name: missing; every room needs one");
  table.finish();
  room.name = RoomName(name);
  room.sensor = SensorId(sensor.empty() ? name : sensor);
  const bool is_motion_sensor = sensor_at_bridge(room.sensor).has_value();
  if (is_motion_sensor && !room.reports) room.reports = ReportKind::on_change;
  return room;
}

void read_hue(ConfigTable table, HueConfig& hue) {
  table.text("address", hue.address);
  table.text("key_file", hue.key_file);
  table.text("ca_file", hue.ca_file);
  table.text("discovery_url", hue.discovery_url);
  table.flag("learn", hue.learn);
  table.finish();
}

void read_lamp_topics(ConfigTable zigbee2mqtt, ConfigTable tasmota, LampTopics& topics) {
  zigbee2mqtt.text("topic", topics.zigbee2mqtt);
  zigbee2mqtt.finish();
  tasmota.text("full_topic", topics.tasmota);
  const auto holds = [&](const char* what) {
    return topics.tasmota.find(what) != std::string::npos;
  };
  if (!holds("%prefix%") || !holds("%topic%"))
    tasmota.complain("full_topic: expected %prefix% and %topic% in it, as \"%prefix%/%topic%/\"");
  tasmota.finish();
}

void read_home_assistant(ConfigTable table, HomeAssistantConfig& home_assistant) {
  table.text("url", home_assistant.url);
  table.text("token_file", home_assistant.token_file);
  table.text("ca_file", home_assistant.ca_file);
  table.flag("learn", home_assistant.learn);
  home_assistant.unavailable_is_off = read_unavailable(table);
  table.finish();
}

VacationConfig read_vacation(ConfigTable& table) {
  VacationConfig vacation;
  table.moment("from", vacation.from);
  table.moment("to", vacation.to);
  if (vacation.from.empty() || vacation.to.empty())
    table.complain("from and to: both are needed, as from = 2026-12-20");
  table.finish();
  return vacation;
}

void read_away(ConfigTable table, AwayConfig& away) {
  std::size_t on_stop = static_cast<std::size_t>(away.on_stop);
  table.choice("on_stop", {"restore", "off", "leave"}, on_stop);
  away.on_stop = static_cast<OnStop>(on_stop);
  std::size_t on_hand = static_cast<std::size_t>(away.on_hand);
  table.choice("on_hand", {"leave_alone", "end_play", "continue"}, on_hand);
  away.on_hand = static_cast<ManualOverridePolicy>(on_hand);
  away.limits = read_limits(table);
  table.texts("persons", away.persons);
  table.flag("away_when_gone", away.away_when_gone);
  if (away.away_when_gone && away.persons.empty())
    table.complain("away_when_gone: needs persons, as persons = [\"person.anna\"]");
  for (ConfigTable& one : table.tables("vacation")) away.vacations.push_back(read_vacation(one));
  table.finish();
}

void read_web(ConfigTable table, WebConfig& web) {
  table.text("listen", web.listen);
  table.integer("port", web.port, 0, 65535);
  table.texts("names", web.names);
  table.text("password_file", web.password_file);
  table.text("certificate", web.certificate);
  table.text("key", web.key);
  if (web.certificate.empty() != web.key.empty())
    table.complain("certificate and key: both are needed for TLS");
  table.flag("ingress", web.ingress);
  if (web.ingress && !web.certificate.empty())
    table.complain("ingress: Home Assistant asks without TLS; remove certificate and key");
  table.finish();
}

void read_rooms(ConfigTable& root, std::vector<RoomConfig>& rooms) {
  std::set<std::string> names;
  for (ConfigTable& table : root.tables("room")) {
    rooms.push_back(read_room(table));
    const std::string& name = rooms.back().name.text();
    if (!names.insert(name).second)
      table.complain(fmt::format("name: \"{}\" is already another room's", name));
  }
}

/// Problems of the Home Assistant entities that are watched.
void check_entities(const Config& config, std::vector<std::string>& problems) {
  const auto complain = [&](const std::string& problem) {
    problems.push_back(config.path + ": " + problem);
  };
  bool is_needed = !config.away.persons.empty();
  for (const RoomConfig& room : config.rooms) {
    const auto entity = sensor_entity(room);
    if (!entity) continue;
    is_needed = true;
    if (home_assistant::is_entity_of("sensor", *entity)) continue;
    complain(
        fmt::format("room {}: sensor \"{}\": expected an entity, as "
                    "home_assistant:sensor.hall_illuminance",
                    room.name.text(), room.sensor.text()));
  }
  for (const std::string& person : config.away.persons) {
    if (!home_assistant::is_entity_of("person", person))
      complain(fmt::format("[away] persons: \"{}\": expected an entity, as person.anna", person));
  }
  if (is_needed && (config.home_assistant.url.empty() || config.home_assistant.token_file.empty()))
    complain("sensors or persons of Home Assistant need url and token_file in [home_assistant]");
}

/// Problems of sources that several workers share, or that serve many homes.
void check_homes(const Config& config, std::vector<std::string>& problems) {
  std::size_t with_home = 0;
  for (const SourceConfig& one : config.sources) {
    const auto source = source_of(one);
    if (!source) return;
    with_home += source->has_homes() ? 1 : 0;
    if (config.broker.share.empty() || !tells_lamps(source->format())) continue;
    problems.push_back(
        fmt::format("{}: source \"{}\": a worker that gets a part of a lamp's messages cannot tell "
                    "its state; remove share from [broker], or this source",
                    config.path, one.topic));
  }
  if (with_home == 0 || with_home == config.sources.size()) return;
  problems.push_back(config.path +
                     ": some topics have {home} and some have not; every [[source]] of a capture "
                     "for many homes needs it");
}

/// Problems that involve several keys.
void check_meaning(const Config& config, std::vector<std::string>& problems) {
  if (const auto vacations = vacations_of(config); !vacations)
    problems.push_back(vacations.error().message);
  for (const SourceConfig& one : config.sources) {
    if (const auto source = source_of(one); !source)
      problems.push_back(config.path + ": " + source.error().message);
  }
  for (const RoomConfig& room : config.rooms) {
    if (const auto lamps = sort_lamps(room, config.lamp_topics); !lamps)
      problems.push_back(config.path + ": " + lamps.error().message);
  }
  check_entities(config, problems);
  check_homes(config, problems);
}

}  // namespace

CheckedConfig parse_config(std::string_view text, const std::string& path) {
  CheckedConfig checked;
  checked.config.path = path;
  Config& config = checked.config;
  ConfigTable root = ConfigTable::parse(text, path, checked.problems);
  read_home(root.table("home"), config.home);
  read_store(root.table("store"), config.store);
  read_broker(root.table("broker"), config.broker);
  for (ConfigTable& table : root.tables("source")) config.sources.push_back(read_source(table));
  read_rooms(root, config.rooms);
  read_hue(root.table("hue"), config.hue);
  read_lamp_topics(root.table("zigbee2mqtt"), root.table("tasmota"), config.lamp_topics);
  read_home_assistant(root.table("home_assistant"), config.home_assistant);
  read_away(root.table("away"), config.away);
  for (RoomConfig& room : config.rooms) fill_in(room.limits, config.away.limits);
  read_web(root.table("web"), config.web);
  root.finish();
  if (checked.problems.empty()) check_meaning(config, checked.problems);
  return checked;
}

std::string config_path(const std::string& given) {
  if (!given.empty()) return given;
  const char* from_environment = std::getenv("LAMPLIGHTER_CONFIG");
  if (from_environment != nullptr && *from_environment != '\0') return from_environment;
  return "/etc/lamplighter/lamplighter.toml";
}

std::string config_of_home(const std::string& path, const std::string& home) {
  return path + "/homes/" + home;
}

namespace {

Error no_config(const std::string& path) {
  Config missing;
  missing.path = path;
  return {Fault::not_found, path + ": no config yet; run: " + command_for(missing, "setup")};
}

Result<CheckedConfig> read_config(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_config);
  if (!text) return text.error().fault == Fault::not_found ? no_config(path) : text.error();
  return parse_config(*text, path);
}

/// FILE and HOME of "FILE/homes/HOME"; empty if FILE is not a file.
std::optional<std::pair<std::string, std::string>> file_and_home(const std::string& path) {
  constexpr std::string_view between = "/homes/";
  const std::size_t at = path.rfind(between);
  if (at == std::string::npos) return std::nullopt;
  std::error_code unknown;
  const std::string file = path.substr(0, at);
  if (!std::filesystem::is_regular_file(file, unknown)) return std::nullopt;
  return std::pair(file, path.substr(at + between.size()));
}

/// The store of one home, given the store of all homes. Errors: not_found, refused.
Result<StoreConfig> store_of_home(const StoreConfig& all, const std::string& home) {
  StoreConfig store;
  store.directory = csv::home_folder(all.directory, home);
  for (const std::string& other : all.also) store.also.push_back(csv::home_folder(other, home));
  bool is_there = false;
  for (const std::string& folder : store.folders().all) {
    struct stat about {};
    if (::lstat(folder.c_str(), &about) != 0) continue;
    constexpr mode_t of_others = 077;
    if (!S_ISDIR(about.st_mode) || (about.st_mode & of_others) != 0)
      return Error{Fault::refused,
                   fmt::format("{0}: not a folder that its user alone may enter; another home's "
                               "jobs could read it; run: chmod 700 {0}",
                               folder)};
    is_there = true;
  }
  if (is_there) return store;
  return Error{
      Fault::not_found,
      fmt::format("home {}: no folder {}; capture creates it with the first reading of the "
                  "home",
                  home, store.directory)};
}

/// Every sensor with stored readings is a room, and so is every room with stored lamp states.
std::vector<RoomConfig> stored_rooms(const csv::StoreFolders& store) {
  std::set<std::string> names;
  for (const auto kind : {csv::StoreKind::readings, csv::StoreKind::lamps})
    for (const std::string& name : csv::stored_names(store, kind)) names.insert(name);
  std::vector<RoomConfig> rooms;
  for (const std::string& name : names) {
    RoomConfig room;
    room.name = RoomName(name);
    room.sensor = SensorId(name);
    rooms.push_back(std::move(room));
  }
  return rooms;
}

Result<CheckedConfig> check_home(const std::string& path, const std::string& file,
                                 const std::string& home) {
  if (!is_good_home_name(home))
    return Error{Fault::bad_input, fmt::format("home \"{}\": expected 1 to 64 of a-z A-Z 0-9 - _",
                                               csv::printable(home))};
  Result<CheckedConfig> checked = read_config(file);
  if (!checked || !checked->problems.empty()) return checked;
  const Result<StoreConfig> store = store_of_home(checked->config.store, home);
  if (!store) return store.error();
  const std::string own = store->directory + "/lamplighter.toml";
  Result<CheckedConfig> of_home = read_config(own);
  if (!of_home && of_home.error().fault != Fault::not_found) return of_home;
  if (of_home) {
    if (of_home->config.store.is_given)
      of_home->problems.push_back(own + ": [store]: remove it; a home's store is its folder");
    checked = std::move(of_home);
  }
  Config& config = checked->config;
  config.path = path;
  config.store = *store;
  config.sources.clear();
  config.broker.share.clear();
  config.web.password_file.clear();
  if (config.rooms.empty()) config.rooms = stored_rooms(store->folders());
  return checked;
}

}  // namespace

Result<CheckedConfig> check_config(const std::string& path) {
  const auto of_home = file_and_home(path);
  return of_home ? check_home(path, of_home->first, of_home->second) : read_config(path);
}

Result<Config> load_config(const std::string& path) {
  Result<CheckedConfig> checked = check_config(path);
  if (!checked) return checked.error();
  if (checked->problems.empty()) return std::move(checked->config);
  const std::size_t more = checked->problems.size() - 1;
  std::string message = checked->problems.front();
  if (more > 0) message += fmt::format(" (and {} more; `lamplighter check` lists them)", more);
  return Error{Fault::bad_input, message};
}

Result<Place> place_of(const Config& config) {
  const HomeConfig& home = config.home;
  if (!home.latitude || !home.longitude || home.time_zone.empty()) {
    return Error{Fault::bad_input,
                 fmt::format("{}: [home] needs latitude, longitude and time_zone", config.path)};
  }
  const Result<TimeZone> zone = TimeZone::find(home.time_zone);
  if (!zone) return zone.error();
  return Place{*home.latitude, *home.longitude, *zone};
}

Result<std::vector<Vacation>> vacations_of(const Config& config) {
  std::vector<Vacation> vacations;
  if (config.away.vacations.empty()) return vacations;
  const Result<Place> place = place_of(config);
  if (!place) return place.error();
  for (const VacationConfig& one : config.away.vacations) {
    const auto wrong = [&](const Error& error) {
      return with_context(config.path + ": [[away.vacation]]", error);
    };
    const Result<Instant> from = parse_moment(one.from, place->zone, DayEnd::noon);
    if (!from) return wrong(from.error());
    const Result<Instant> to = parse_moment(one.to, place->zone, DayEnd::after_the_last);
    if (!to) return wrong(to.error());
    if (*from >= *to)
      return wrong({Fault::bad_input, fmt::format("to {} is before from {}", one.to, one.from)});
    vacations.push_back({*from, *to});
  }
  return vacations;
}

Result<Source> source_of(const SourceConfig& config) {
  SourceSettings settings{.topic = config.topic,
                          .format = config.format,
                          .name = config.sensor.empty() ? config.room : config.sensor,
                          .pointer = std::nullopt,
                          .trust_clock = config.trust_clock,
                          .unit = config.unit,
                          .name_pointers = config.name_pointers,
                          .only = config.only,
                          .unavailable_is_off = config.unavailable_is_off};
  if (!config.pointer.empty()) settings.pointer = config.pointer;
  Result<Source> source = Source::make(settings);
  if (!source) return source;
  const bool lamps = tells_lamps(source->format());
  if (lamps ? config.sensor.empty() : config.room.empty()) return source;
  return Error{
      Fault::bad_input,
      fmt::format("source \"{}\": format {} is of {}", config.topic, config.format,
                  lamps ? "a room; write room, not sensor" : "a sensor; write sensor, not room")};
}

Result<RoomConfig> room_of(const Config& config, const RoomName& name) {
  std::vector<std::string> names;
  for (const RoomConfig& room : config.rooms) {
    if (room.name == name) return room;
    names.push_back(room.name.text());
  }
  return Error{Fault::not_found,
               fmt::format("{}: no room \"{}\"; the rooms are: {}", config.path, name.text(),
                           names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")))};
}

std::string command_for(const Config& config, const std::string& command) {
  const std::string typed = "lamplighter " + command;
  if (config.path == config_path("")) return typed;
  const bool is_plain = config.path.find_first_of(" \t'\"$`\\*?&;|<>()#~!") == std::string::npos;
  return typed + (is_plain ? " --config " + config.path : " --config '" + config.path + "'");
}

std::string model_path(const Config& config) {
  return config.store.model.empty() ? config.store.directory + "/model.json" : config.store.model;
}

std::string secret_path(const Config& config) {
  return config.store.secret_file.empty() ? config.store.directory + "/planning.secret"
                                          : config.store.secret_file;
}

std::string password_path(const Config& config) {
  return config.web.password_file.empty() ? config.store.directory + "/web.password"
                                          : config.web.password_file;
}

namespace {

struct Speech {
  std::string_view prefix;
  LampSpeech speech;
};

constexpr std::array speeches{Speech{"zigbee2mqtt:", LampSpeech::zigbee2mqtt},
                              Speech{"tasmota:", LampSpeech::tasmota},
                              Speech{"esphome:", LampSpeech::esphome}};
constexpr std::string_view assisted = "home_assistant:";

/// The kind of lamp at the broker and the name after the prefix; empty if there is no such prefix.
std::optional<std::pair<LampSpeech, std::string>> at_broker(const std::string& lamp) {
  for (const Speech& one : speeches) {
    if (lamp.starts_with(one.prefix)) return std::pair(one.speech, lamp.substr(one.prefix.size()));
  }
  return std::nullopt;
}

/// All prefixes of lamp names.
std::vector<std::string> lamp_prefixes() {
  std::vector<std::string> prefixes;
  for (const Speech& one : speeches) prefixes.emplace_back(one.prefix);
  prefixes.insert(prefixes.end(), {std::string(assisted), "room:", "zone:"});
  return prefixes;
}

/// The correct spelling of a name that is clearly not a bridge's; empty if it may be one.
std::optional<std::string> meant(const std::string& lamp, const LampTopics& topics) {
  if (lamp.starts_with(topics.zigbee2mqtt + "/"))
    return "zigbee2mqtt:" + lamp.substr(topics.zigbee2mqtt.size() + 1);
  const std::size_t colon = lamp.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string prefix = to_lower_ascii(lamp.substr(0, colon + 1));
  constexpr std::size_t short_word = 6;  // short words resemble others by chance
  for (const std::string& known : lamp_prefixes()) {
    if (lamp.starts_with(known)) return std::nullopt;
    const bool is_near = prefix.size() > short_word && !nearest_word(prefix, {known}).empty();
    if (prefix == known || is_near)
      return known + lamp.substr(std::min(lamp.find_first_not_of(' ', colon + 1), lamp.size()));
  }
  return std::nullopt;
}

bool has_bridge(const Config& config) {
  return !config.hue.key_file.empty() || !config.hue.address.empty();
}

bool needs_bridge(const std::string& lamp) {
  return !at_broker(lamp) && !lamp.starts_with(assisted);
}

}  // namespace

Result<SortedLamps> sort_lamps(const RoomConfig& room, const LampTopics& topics) {
  SortedLamps sorted;
  for (const std::string& lamp : room.lamps) {
    if (const auto there = at_broker(lamp)) {
      Result<MqttLamp> made = MqttLamp::make(there->first, there->second, topics);
      if (!made) return with_context("room " + room.name.text(), made.error());
      sorted.at_broker.push_back(*std::move(made));
    } else if (lamp.starts_with(assisted)) {
      const std::string entity = lamp.substr(assisted.size());
      if (!home_assistant::is_entity(entity)) {
        return Error{Fault::bad_input,
                     fmt::format("room {}: lamp \"{}\": expected an entity as light.shelf or "
                                 "switch.plug",
                                 room.name.text(), lamp)};
      }
      sorted.entities.push_back(entity);
    } else if (const auto written = meant(lamp, topics)) {
      return Error{Fault::bad_input,
                   fmt::format("room {}: lamp \"{}\": no bridge has lamps of such names; did you "
                               "mean \"{}\"?",
                               room.name.text(), lamp, *written)};
    } else {
      sorted.at_bridge.push_back(lamp);
    }
  }
  return sorted;
}

LampLook look_of(const RoomConfig& room) {
  LampLook look;
  look.brightness = room.brightness;
  if (room.limits.max_brightness)
    look.brightness = std::min(room.brightness.value_or(100), *room.limits.max_brightness);
  if (room.mirek) look.mirek = static_cast<int>(std::lround(*room.mirek));
  if (room.fade_seconds)
    look.fade = std::chrono::milliseconds(std::lround(*room.fade_seconds * 1000.0));
  return look;
}

std::optional<std::string> sensor_at_bridge(const SensorId& sensor) {
  constexpr std::string_view prefix = "hue:";
  if (!sensor.text().starts_with(prefix)) return std::nullopt;
  return sensor.text().substr(prefix.size());
}

bool learns_from_bridge(const Config& config) {
  if (!config.hue.learn || !has_bridge(config)) return false;
  return std::any_of(config.rooms.begin(), config.rooms.end(), [](const RoomConfig& room) {
    return sensor_at_bridge(room.sensor) ||
           std::any_of(room.lamps.begin(), room.lamps.end(), needs_bridge);
  });
}

bool captures(const Config& config) {
  return !config.sources.empty() || learns_from_bridge(config) ||
         learns_from_home_assistant(config);
}

bool needs_broker(const Config& config) {
  const auto is_there = [](const std::string& lamp) { return at_broker(lamp).has_value(); };
  return config.broker.is_given || !config.sources.empty() ||
         std::any_of(config.rooms.begin(), config.rooms.end(), [&](const RoomConfig& room) {
           return std::any_of(room.lamps.begin(), room.lamps.end(), is_there);
         });
}

std::optional<std::string> sensor_entity(const RoomConfig& room) {
  const std::string& sensor = room.sensor.text();
  if (!sensor.starts_with(assisted)) return std::nullopt;
  return sensor.substr(assisted.size());
}

WatchedEntities watched_entities(const Config& config) {
  WatchedEntities watched;
  if (config.home_assistant.url.empty()) return watched;
  for (const RoomConfig& room : config.rooms) {
    if (const auto sensor = sensor_entity(room)) watched.sensors.emplace(*sensor, room.sensor);
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!config.home_assistant.learn || !lamps) continue;
    for (const std::string& entity : lamps->entities) watched.lamps[entity].push_back(room.name);
  }
  watched.persons = config.away.persons;
  return watched;
}

bool learns_from_home_assistant(const Config& config) {
  const WatchedEntities watched = watched_entities(config);
  return !watched.lamps.empty() || !watched.sensors.empty();
}

bool has_lamps(const Config& config) {
  if (has_bridge(config)) return true;
  return std::any_of(config.rooms.begin(), config.rooms.end(), [](const RoomConfig& room) {
    return !std::all_of(room.lamps.begin(), room.lamps.end(), needs_bridge);
  });
}

}  // namespace lamplighter::app
