// SPDX-License-Identifier: Apache-2.0
// The lamps and light sensors that a house has, whoever tells of them, as a person chooses among
// them.
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

/// A lamp that was heard of.
struct HeardLamp {
  std::string id;    ///< as it stands in a room's `lamps`
  std::string name;  ///< for people
  std::string area;  ///< the room that it is in; empty where nobody says
  std::string from;  ///< "bridge", "broker", "home_assistant"
  std::string note = {};
  bool is_plug = false;  ///< it may switch something else than a lamp
};

/// A light sensor that was heard of.
struct HeardSensor {
  std::string id;  ///< as it stands in a room's `sensor`
  std::string name;
  std::string area;
  std::string from;
  std::string note = {};                    ///< what it is good for, as far as is known
  std::optional<SourceConfig> source = {};  ///< that it needs in the config
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

/// Finds lamps and light sensors in the messages of a broker: by what Zigbee2MQTT, Tasmota and
/// ESPHome announce, and by every light level that a format of ours can read. At most 500 of each.
class BrokerEar {
 public:
  /// Sensors that `config` listens to already have their names from there.
  explicit BrokerEar(const Config& config);

  /// A message of any topic and with any bytes, retained ones included.
  void hear(std::string_view topic, std::string_view payload);

  [[nodiscard]] std::size_t messages() const { return messages_; }
  [[nodiscard]] Heard heard() const;

 private:
  struct Candidate {
    Source source;
    std::optional<SourceConfig> config;  ///< nothing where the config has it
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
  std::string discovery_;  ///< Home Assistant's prefix, with its slash
  std::vector<Candidate> candidates_;
  std::map<std::string, HeardLamp> lamps_;      ///< by id
  std::map<std::string, HeardSensor> sensors_;  ///< by id
  std::size_t messages_ = 0;
};

/// A room that is proposed.
struct ProposedRoom {
  std::string name;
  std::vector<std::string> lamps;
  std::string sensor;  ///< empty: none
};

/// A room for each area with lamps that no room of the config has. Plugs are left to the person,
/// and so is a lamp of Home Assistant that has the name of one at bridge or broker: it is the same.
std::vector<ProposedRoom> proposed_rooms(const Heard& heard, const Config& config);

}  // namespace lamplighter::app
