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

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// [home]: where the house is.
struct HomeConfig {
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string time_zone;
  std::vector<Date> holidays;    ///< lived as such, as written
  std::string holiday_calendar;  ///< more of them: path or URL of an iCalendar
};

/// [store]: where readings, models and the planning secret are kept.
struct StoreConfig {
  bool is_given = false;  ///< the file has the table
  std::string directory = "/var/lib/lamplighter";
  std::vector<std::string> also;  ///< stores of other workers, read as one with it
  std::string model;              ///< empty: model.json in the directory
  std::string secret_file;        ///< empty: planning.secret in the directory

  /// What is read: the directory, and the others.
  [[nodiscard]] csv::StoreFolders folders() const { return {directory, also}; }
};

/// [broker]: the MQTT broker.
struct BrokerConfig {
  bool is_given = false;  ///< the file has the table; without it the broker may not exist
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user;
  std::string password_file;
  std::string ca_file;    ///< TLS where it is given
  std::string cert_file;  ///< client certificate
  std::string key_file;
  std::string client_id = "lamplighter";
  std::string share;  ///< capture gets a part of the messages, as others with this share do
  std::string topic = "lamplighter";             ///< our own topics lie under it
  std::string home_assistant = "homeassistant";  ///< its discovery prefix; empty: not announced
  bool publish_switches = false;                 ///< tells whoever reads them that nobody is home
};

/// [[source]]: one MQTT subscription.
struct SourceConfig {
  std::string topic;
  std::string format;
  std::string sensor;        ///< whose light it is, where the topic does not tell
  std::string room;          ///< whose lamps they are, where the topic does not tell
  std::string pointer;       ///< for the format `json`, and to override where a format looks
  bool accept_any = false;   ///< sensors and rooms that the config does not name are stored too
  int accept_limit = 100;    ///< that many of them at most, of each home
  int home_limit = 10000;    ///< so many homes at most, where the topic has {home}
  bool trust_clock = false;  ///< format `lamplighter`: believe the node's own clock
  std::string unit;          ///< of its numbers; empty: lux
  std::vector<std::string> name_pointers;  ///< where the payload has the name, part by part
  std::vector<std::string> only;           ///< "POINTER=TEXT" that a message must say
  bool unavailable_is_off = false;         ///< lamps that cannot be reached are off, not unknown
};

/// [[room]]: a room, its sensor and its lamps.
struct RoomConfig {
  RoomName name;
  SensorId sensor;
  std::optional<RoomKind> kind;       ///< absent: as its name says
  std::optional<double> street;       ///< how well people outside see it, 0 … 1; absent: 1
  std::optional<ReportKind> reports;  ///< when its sensor reports; absent: as its readings show
  int on_level = 1;
  std::optional<double> dark_below;  ///< lux; below it the room is dark enough for its lamps
  std::vector<std::string> lamps;    ///< names as sort_lamps reads them
  std::optional<double> brightness;  ///< percent, while they are on; absent: as they were last
  std::optional<double> mirek;       ///< their colour temperature: 153 cold … 500 warm
  std::optional<double> fade_seconds;
  RoomLimits limits;  ///< what it does not limit itself is as [away] has it
};

/// [hue]: the bridge.
struct HueConfig {
  std::string address;  ///< host or host:port; empty: that of the key file
  std::string key_file;
  std::string ca_file;        ///< PEM: authorities to trust besides Signify's
  std::string discovery_url;  ///< empty: Signify's
  bool learn = true;          ///< what the household does with the lamps of the rooms is stored
};

/// [home_assistant]: whose REST API switches lamps, and tells what they, light sensors and persons
/// do.
struct HomeAssistantConfig {
  std::string url;         ///< scheme, host and port
  std::string token_file;  ///< a long-lived token, mode 0600
  std::string ca_file;     ///< PEM: who signed its certificate, where the system does not know
  bool learn = true;       ///< what its lamps of the rooms do is stored
  bool unavailable_is_off = false;  ///< lamps that it cannot reach are off, not unknown
};

/// [[away.vacation]]: nobody is home. Moments as parse_moment reads them; a date alone is from
/// 12:00 of the first day to the end of the last.
struct VacationConfig {
  std::string from;
  std::string to;
};

/// [away]: how the lamps are played while nobody is home.
struct AwayConfig {
  OnStop on_stop = OnStop::restore;
  ManualOverridePolicy on_hand = ManualOverridePolicy::leave_alone;
  std::vector<VacationConfig> vacations;
  RoomLimits limits;                 ///< of all rooms
  std::vector<std::string> persons;  ///< Home Assistant's, as person.anna
  bool away_when_gone = false;       ///< an hour after the last of them has left, the house is away
};

/// [web]: the page.
struct WebConfig {
  std::string listen = "127.0.0.1";  ///< an address; others than this machine need a password
  int port = 8400;                   ///< 0: no page
  std::vector<std::string> names;    ///< under which browsers ask for it, besides addresses
  std::string password_file;         ///< empty: web.password in the store's directory
  std::string certificate;           ///< PEM; with it the page speaks TLS
  std::string key;
  bool ingress = false;  ///< shown by Home Assistant, as the page of one of its apps
};

/// lamplighter.toml as values. docs/formats.md has every key.
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

/// A config and everything that is wrong with it, one sentence each with file and line.
struct CheckedConfig {
  Config config;
  std::vector<std::string> problems;
};

/// Reads TOML text. Unknown keys are problems that name the nearest known key; `path` is for
/// messages.
CheckedConfig parse_config(std::string_view text, const std::string& path);

/// Where the config is looked for: `given`, else $LAMPLIGHTER_CONFIG, else
/// /etc/lamplighter/lamplighter.toml.
std::string config_path(const std::string& given);

/// Names the config of one of many homes, for whatever takes the path of a config: FILE/homes/HOME.
/// It is HOME's own `lamplighter.toml` in the folder of the home in the store of FILE, if there is
/// one, else FILE without its sources; its store is that folder, and those of the home in the
/// stores of other workers. Where it names no room, every sensor that was stored is one. The folder
/// must be the user's alone; the home's own file has no [store], so that it can name no other's.
std::string config_of_home(const std::string& path, const std::string& home);

/// Reads a config file and all that is wrong with it. Errors: not_found, io; for the config of a
/// home bad_input for what cannot name one, not_found where no store has it, refused where its
/// folder is a link or others may enter it.
Result<CheckedConfig> check_config(const std::string& path);

/// A config without problems. Errors: as check_config, and bad_input with the first problem.
Result<Config> load_config(const std::string& path);

/// The place of [home]. Errors: bad_input when it is not complete; not_found for an unknown time
/// zone.
Result<Place> place_of(const Config& config);

/// The vacations of [away]. Errors: bad_input, also where there is one and no place whose clock it
/// is in.
Result<std::vector<Vacation>> vacations_of(const Config& config);

/// The room of that name. Errors: not_found; the message lists the rooms there are.
Result<RoomConfig> room_of(const Config& config, const RoomName& name);

/// A command for this config as it is typed: "lamplighter train", with --config where the config is
/// not the one that is used without it.
std::string command_for(const Config& config, const std::string& command);

/// Path of the model, and of the planning secret.
std::string model_path(const Config& config);
std::string secret_path(const Config& config);

/// Path of what is kept of the page's password.
std::string password_path(const Config& config);

/// A room's lamps by who switches them.
struct SortedLamps {
  std::vector<std::string> at_bridge;
  std::vector<MqttLamp> at_broker;
  std::vector<std::string> entities;  ///< of Home Assistant
};

/// What a [[source]] listens to and how it reads that. Errors: those of Source::make; bad_input for
/// a sensor where the format is of lamps, or a room where it is not.
Result<Source> source_of(const SourceConfig& config);

/// Sorts the `lamps` of a room: `zigbee2mqtt:NAME`, `tasmota:NAME`, `esphome:NODE/LIGHT` and
/// `home_assistant:light.NAME`; all others are a bridge's. Errors: bad_input for a name that its
/// kind cannot have, and for one that is meant for a kind and not written so, as
/// `Zigbee2MQTT:NAME`.
Result<SortedLamps> sort_lamps(const RoomConfig& room, const LampTopics& topics);

/// What of Home Assistant is listened to, by entity.
struct WatchedEntities {
  std::map<std::string, std::vector<RoomName>> lamps;
  std::map<std::string, SensorId> sensors;
  std::vector<std::string> persons;
};

/// Those of a config; none where it has no [home_assistant]. Lamps only where their room is to be
/// learned. Requires: a config without problems.
WatchedEntities watched_entities(const Config& config);

/// The entity of a room's sensor, where it is one of Home Assistant: `sensor =
/// "home_assistant:sensor.hall_illuminance"`.
std::optional<std::string> sensor_entity(const RoomConfig& room);

/// Whether lamps or light sensors are stored as Home Assistant reports them.
bool learns_from_home_assistant(const Config& config);

/// How the config wants a room's lamps; not brighter than its limits.
LampLook look_of(const RoomConfig& room);

/// Whether a config has lamps to play on: a bridge, or a lamp that needs none.
bool has_lamps(const Config& config);

/// The name of a motion sensor at the bridge, where a room's sensor is one: "hue:NAME".
std::optional<std::string> sensor_at_bridge(const SensorId& sensor);

/// Whether the bridge is a source: [hue] names one and says learn, and a room has lamps there or a
/// motion sensor.
bool learns_from_bridge(const Config& config);

/// Whether there is anything to capture.
bool captures(const Config& config);

/// Whether a config has use for a broker: it has a [broker], a [[source]] or a lamp there.
bool needs_broker(const Config& config);

}  // namespace lamplighter::app
