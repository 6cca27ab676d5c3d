// SPDX-License-Identifier: Apache-2.0
// The lamps and light sensors of a house, from all sources, for the user to choose from.
#pragma once

#include "config/config.h"
#include "home_assistant/inventory.h"
#include "hue/house.h"
#include "payloads/source.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// A lamp that was found.
struct HeardLamp {
  std::string id;    ///< as in a room's `lamps`
  std::string name;  ///< for display
  std::string area;  ///< its room; empty if unknown
  std::string from;  ///< "bridge", "broker", "home_assistant"
  std::string note = {};
  bool is_plug = false;  ///< it may switch something other than a lamp
};

/// A light sensor that was found.
struct HeardSensor {
  std::string id;  ///< as in a room's `sensor`
  std::string name;
  std::string area;
  std::string from;
  std::string note = {};                    ///< how suitable it is, if known
  std::optional<SourceConfig> source = {};  ///< its entry for the config
};

struct Heard {
  std::vector<HeardLamp> lamps;
  std::vector<HeardSensor> sensors;
};

/// The lamps and motion sensors of a bridge, with its rooms as areas.
Heard heard_of(const hue::BridgeHouse& house);

/// The lamps and light sensors of Home Assistant. `areas`: by entity.
Heard heard_of(const std::vector<home_assistant::ListedEntity>& entities,
               const std::map<std::string, std::string>& areas);

/// Finds lamps and light sensors in the messages of a broker: in the announcements of Zigbee2MQTT,
/// Tasmota and ESPHome, and in every light level that one of our formats can read. At most 500 of
/// each.
class BrokerEar {
 public:
  /// Sensors that are already in `config` keep their names.
  explicit BrokerEar(const Config& config);

  /// Processes a message of any topic and content, including retained ones.
  void hear(std::string_view topic, std::string_view payload);

  [[nodiscard]] std::size_t messages() const { return messages_; }
  [[nodiscard]] Heard heard() const;

 private:
  struct Candidate {
    Source source;
    std::optional<SourceConfig> config;  ///< empty if the config has it already
  };

  void add_candidate(const SourceConfig& config, bool is_new);
  void add_lamp(HeardLamp lamp);
  void add_sensor(HeardSensor sensor);
  void hear_devices(std::string_view payload);
  void hear_groups(std::string_view payload);
  void hear_tasmota(std::string_view payload);
  void hear_discovery(std::string_view topic, std::string_view payload);
  bool hear_light(std::string_view topic, std::string_view payload);
  void hear_number(std::string_view topic, std::string_view payload);

  LampTopics topics_;
  std::string discovery_;  ///< Home Assistant's prefix, with a trailing slash
  std::vector<Candidate> candidates_;
  std::map<std::string, HeardLamp> lamps_;      ///< by id
  std::map<std::string, HeardSensor> sensors_;  ///< by id
  std::size_t messages_ = 0;
};

/// A proposed room.
struct ProposedRoom {
  std::string name;
  std::vector<std::string> lamps;
  std::string sensor;  ///< empty: none
};

/// A room for each area with lamps that does not exist in the config. Plugs are left to the user,
/// and so is a lamp of Home Assistant with the same name as one at the bridge or broker: it is the
/// same lamp.
std::vector<ProposedRoom> proposed_rooms(const Heard& heard, const Config& config);

}  // namespace lamplighter::app
