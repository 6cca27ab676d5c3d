// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config_sections.h"
#include "core/result.h"
#include "playing/away.h"
#include "sky/place.h"
#include "wire/mqtt_lamp.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

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

/// Reads a config file and all that is wrong with it. Errors: not_found, io.
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

/// Path of the model, and of the planning secret.
std::string model_path(const Config& config);
std::string secret_path(const Config& config);

/// Path of what is kept of the page's password.
std::string password_path(const Config& config);

}  // namespace lamplighter::app
