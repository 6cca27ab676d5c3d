// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "core/result.h"
#include "csv/names.h"
#include "detection/reporting.h"
#include "model/prior_household.h"
#include "payloads/mqtt_lamp.h"
#include "payloads/source.h"
#include "planning/constraints.h"
#include "playing/player.h"
#include "playing/presence.h"
#include "sky/sun.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

constexpr std::size_t largest_config = 1 << 20;  ///< bytes of a config file

/// [home]: the location of the house.
struct HomeConfig {
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string time_zone;
  std::vector<Date> holidays;    ///< as written: dates with the habits of a holiday
  std::string holiday_calendar;  ///< additional ones: path or URL of an iCalendar
};

/// [store]: where readings, models and the planning secret are kept.
struct StoreConfig {
  bool is_given = false;  ///< the file has the table
  std::string directory = "/var/lib/lamplighter";
  std::vector<std::string> also;  ///< stores of other workers, read together with this one
  std::string model;              ///< empty: model.json in the directory
  std::string secret_file;        ///< empty: planning.secret in the directory

  /// The folders to read: the directory, and `also`.
  [[nodiscard]] csv::StoreFolders folders() const { return {directory, also}; }
};

/// [broker]: the MQTT broker.
struct BrokerConfig {
  bool is_given = false;  ///< the file has the table; without it there may be no broker
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user;
  std::string password_file;
  std::string ca_file;    ///< if set, TLS is used
  std::string cert_file;  ///< client certificate
  std::string key_file;
  std::string client_id = "lamplighter";
  std::string share;  ///< capture shares its messages with others that use this name
  std::string topic = "lamplighter";             ///< prefix of our own topics
  std::string home_assistant = "homeassistant";  ///< its discovery prefix; empty: not announced
  bool publish_switches = false;                 ///< reveals to subscribers that the house is away
};

/// [[source]]: one MQTT subscription.
struct SourceConfig {
  std::string topic;
  std::string format;
  std::string sensor;        ///< the sensor, if the topic does not contain it
  std::string room;          ///< the room of the lamps, if the topic does not contain it
  std::string pointer;       ///< for the format `json`, or instead of a format's usual pointer
  bool accept_any = false;   ///< also store sensors and rooms that the config does not name
  int accept_limit = 100;    ///< the most of them per home
  int home_limit = 10000;    ///< the most homes, if the topic has {home}
  bool trust_clock = false;  ///< format `lamplighter`: use the node's own clock
  std::string unit;          ///< of its values; empty: lux
  std::vector<std::string> name_pointers;  ///< pointers to the parts of the name in the payload
  std::vector<std::string> only;           ///< "POINTER=TEXT" that a message must contain
  bool unavailable_is_off = false;         ///< unreachable lamps are off, not unknown
};

/// [[room]]: a room, its sensor and its lamps.
struct RoomConfig {
  RoomName name;
  SensorId sensor;
  std::optional<RoomKind> kind;       ///< absent: derived from its name
  std::optional<double> street;       ///< how visible it is from the street, 0 … 1; absent: 1
  std::optional<ReportKind> reports;  ///< when its sensor reports; absent: from its readings
  int on_level = 1;
  std::optional<double> dark_below;  ///< lux; below it the room is dark enough to need its lamps
  std::vector<std::string> lamps;    ///< names that sort_lamps accepts
  std::optional<double> brightness;  ///< percent, while they are on; absent: as last set
  std::optional<double> mirek;       ///< their colour temperature: 153 cold … 500 warm
  std::optional<double> fade_seconds;
  RoomLimits limits;  ///< limits that it does not set are those of [away]
};

/// [hue]: the bridge.
struct HueConfig {
  std::string address;  ///< host or host:port; empty: the one in the key file
  std::string key_file;
  std::string ca_file;        ///< PEM: additional trusted authorities besides Signify's
  std::string discovery_url;  ///< empty: Signify's
  bool learn = true;          ///< store what the household does with the lamps of the rooms
};

/// [home_assistant]: its REST API switches lamps, and reports lamps, light sensors and persons.
struct HomeAssistantConfig {
  std::string url;         ///< scheme, host and port
  std::string token_file;  ///< a long-lived token, mode 0600
  std::string ca_file;     ///< PEM: the issuer of its certificate, if the system does not trust it
  bool learn = true;       ///< store the states of its lamps in the rooms
  bool unavailable_is_off = false;  ///< lamps that it reports as unavailable are off, not unknown
};

/// [[away.vacation]]: the house is away. Times in the form that parse_moment reads; a date without
/// a time means from 12:00 of the first day to the end of the last day.
struct VacationConfig {
  std::string from;
  std::string to;
};

/// [away]: how the lamps are played while the house is away.
struct AwayConfig {
  OnStop on_stop = OnStop::restore;
  ManualOverridePolicy on_hand = ManualOverridePolicy::leave_alone;
  std::vector<VacationConfig> vacations;
  RoomLimits limits;                 ///< for all rooms
  std::vector<std::string> persons;  ///< entities of Home Assistant, such as person.anna
  bool away_when_gone = false;       ///< switch to Away an hour after the last of them has left
};

/// [web]: the page.
struct WebConfig {
  std::string listen = "127.0.0.1";  ///< an address; addresses other than loopback need a password
  int port = 8400;                   ///< 0: no page
  std::vector<std::string> names;    ///< host names that browsers may use, besides addresses
  std::string password_file;         ///< empty: web.password in the store's directory
  std::string certificate;           ///< PEM; if set, the page uses HTTPS
  std::string key;
  bool ingress = false;  ///< served by Home Assistant, as the page of an app
};

/// The contents of lamplighter.toml. docs/formats.md documents every key.
struct Config {
  std::string path;
  HomeConfig home;
  StoreConfig store;
  BrokerConfig broker;
  std::vector<SourceConfig> sources;
  std::vector<RoomConfig> rooms;
  HueConfig hue;
  LampTopics lamp_topics;  ///< [zigbee2mqtt] and [tasmota]
  HomeAssistantConfig home_assistant;
  AwayConfig away;
  WebConfig web;
};

/// A config and all its problems, one sentence each with file and line.
struct CheckedConfig {
  Config config;
  std::vector<std::string> problems;
};

/// Parses TOML text. An unknown key is a problem that names the nearest known key; `path` is used
/// in messages.
CheckedConfig parse_config(std::string_view text, const std::string& path);

/// The path of the config: `given`, else $LAMPLIGHTER_CONFIG, else
/// /etc/lamplighter/lamplighter.toml.
std::string config_path(const std::string& given);

/// The name of the config of one of many homes, usable wherever the path of a config is:
/// FILE/homes/HOME. That config is HOME's own `lamplighter.toml`, in the folder of the home in the
/// store of FILE, if it exists, else FILE without its sources. Its store is that folder, and the
/// folders of the home in the stores of other workers. If it names no rooms, every stored sensor is
/// a room. Only the user may have access to the folder; the home's own file may not have a [store],
/// so that it cannot use another home's.
std::string config_of_home(const std::string& path, const std::string& home);

/// Reads a config file and finds all its problems. Errors: not_found, io; for the config of a home
/// bad_input for an invalid name, not_found if no store has it, refused if its folder is a link or
/// accessible to others.
Result<CheckedConfig> check_config(const std::string& path);

/// Loads a config without problems. Errors: as for check_config, and bad_input with the first
/// problem.
Result<Config> load_config(const std::string& path);

/// The place of [home]. Errors: bad_input if it is incomplete; not_found for an unknown time zone.
Result<Place> place_of(const Config& config);

/// The vacations of [away]. Errors: bad_input, also if there are vacations but no place, because
/// their times need its time zone.
Result<std::vector<Vacation>> vacations_of(const Config& config);

/// The room of that name. Errors: not_found; the message lists the existing rooms.
Result<RoomConfig> room_of(const Config& config, const RoomName& name);

/// The command line of a command for this config: "lamplighter train", with --config if the config
/// is not the default one.
std::string command_for(const Config& config, const std::string& command);

/// The paths of the model and of the planning secret.
std::string model_path(const Config& config);
std::string secret_path(const Config& config);

/// The path of the file with the page's password hash.
std::string password_path(const Config& config);

/// The lamps of a room, grouped by what controls them.
struct SortedLamps {
  std::vector<std::string> at_bridge;
  std::vector<MqttLamp> at_broker;
  std::vector<std::string> entities;  ///< of Home Assistant
};

/// The topics and format of a [[source]]. Errors: those of Source::make; bad_input for a sensor
/// with a format for lamps, or a room with any other format.
Result<Source> source_of(const SourceConfig& config);

/// Sorts the `lamps` of a room: `zigbee2mqtt:NAME`, `tasmota:NAME`, `esphome:NODE/LIGHT` and
/// `home_assistant:light.NAME`; all others are lamps of a bridge. Errors: bad_input for a name that
/// is invalid for its kind, and for a misspelt prefix, as in `Zigbee2MQTT:NAME`.
Result<SortedLamps> sort_lamps(const RoomConfig& room, const LampTopics& topics);

/// The entities of Home Assistant to watch.
struct WatchedEntities {
  std::map<std::string, std::vector<RoomName>> lamps;
  std::map<std::string, SensorId> sensors;
  std::vector<std::string> persons;
};

/// The entities of a config; none if it has no [home_assistant]. Lamps are included only if their
/// rooms are to be learned. Requires: a config without problems.
WatchedEntities watched_entities(const Config& config);

/// The entity of a room's sensor, if it belongs to Home Assistant: `sensor =
/// "home_assistant:sensor.hall_illuminance"`.
std::optional<std::string> sensor_entity(const RoomConfig& room);

/// Whether lamps or light sensors that Home Assistant reports are stored.
bool learns_from_home_assistant(const Config& config);

/// The light settings that the config wants for a room's lamps; not brighter than its limits.
LampLook look_of(const RoomConfig& room);

/// Whether a config has lamps to play: a bridge, or lamps that need no bridge.
bool has_lamps(const Config& config);

/// The name of a motion sensor at the bridge, if the room's sensor is one: "hue:NAME".
std::optional<std::string> sensor_at_bridge(const SensorId& sensor);

/// Whether the bridge is a source: [hue] has a bridge and `learn`, and a room has lamps or a motion
/// sensor there.
bool learns_from_bridge(const Config& config);

/// Whether there is anything to capture.
bool captures(const Config& config);

/// Whether a config needs a broker: it has a [broker], a [[source]] or a lamp at the broker.
bool needs_broker(const Config& config);

}  // namespace lamplighter::app
