// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "model/prior_household.h"
#include "playing/player_settings.h"

#include <optional>
#include <string>
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
  std::string directory = "/var/lib/lamplighter";
  std::string model;        ///< empty: model.json in the directory
  std::string secret_file;  ///< empty: planning.secret in the directory
};

/// [broker]: the MQTT broker.
struct BrokerConfig {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user;
  std::string password_file;
  std::string ca_file;    ///< TLS where it is given
  std::string cert_file;  ///< client certificate
  std::string key_file;
  std::string client_id = "lamplighter";
  std::string topic = "lamplighter";             ///< our own topics lie under it
  std::string home_assistant = "homeassistant";  ///< its discovery prefix; empty: not announced
};

/// [[source]]: one MQTT subscription.
struct SourceConfig {
  std::string topic;
  std::string format;
  std::string sensor;        ///< whose light it is, where the topic does not tell
  std::string room;          ///< whose lamps they are, where the topic does not tell
  std::string pointer;       ///< for the format `json`, and to override where a format looks
  bool accept_any = false;   ///< sensors and rooms that the config does not name are stored too
  int accept_limit = 100;    ///< that many of them at most
  bool trust_clock = false;  ///< format `lamplighter`: believe the node's own clock
};

/// [[room]]: a room, its sensor and its lamps.
struct RoomConfig {
  RoomName name;
  SensorId sensor;
  std::optional<RoomKind> kind;  ///< absent: as its name says
  std::optional<double> street;  ///< how well people outside see it, 0 … 1; absent: 1
  int on_level = 1;
  std::optional<double> dark_below;  ///< lux; below it the room is dark enough for its lamps
  std::vector<std::string> lamps;    ///< names as sort_lamps reads them
  std::optional<double> brightness;  ///< percent, while they are on; absent: as they were last
  std::optional<double> mirek;       ///< their colour temperature: 153 cold … 500 warm
  std::optional<double> fade_seconds;
};

/// [hue]: the bridge.
struct HueConfig {
  std::string address;  ///< host or host:port; empty: that of the key file
  std::string key_file;
  std::string ca_file;        ///< PEM: authorities to trust besides Signify's
  std::string discovery_url;  ///< empty: Signify's
};

/// [home_assistant]: whose REST API switches lamps.
struct HomeAssistantConfig {
  std::string url;         ///< scheme, host and port
  std::string token_file;  ///< a long-lived token, mode 0600
  std::string ca_file;     ///< PEM: who signed its certificate, where the system does not know
};

/// [[away.vacation]]: nobody is home. Moments as parse_moment reads them; a date alone is the whole
/// day.
struct VacationConfig {
  std::string from;
  std::string to;
};

/// [away]: how the lamps are played while nobody is home.
struct AwayConfig {
  OnStop on_stop = OnStop::restore;
  OnHand on_hand = OnHand::leave_alone;
  std::vector<VacationConfig> vacations;
};

/// [web]: the page.
struct WebConfig {
  std::string listen = "127.0.0.1";  ///< an address; others than this machine need a password
  int port = 8080;                   ///< 0: no page
  std::vector<std::string> names;    ///< under which browsers ask for it, besides addresses
  std::string password_file;         ///< empty: web.password in the store's directory
  std::string certificate;           ///< PEM; with it the page speaks TLS
  std::string key;
};

}  // namespace lamplighter::app
