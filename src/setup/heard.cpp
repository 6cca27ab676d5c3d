// SPDX-License-Identifier: Apache-2.0
#include "setup/heard.h"

#include "core/utf8.h"
#include "hue/transport.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace lamplighter::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_heard = 500;
constexpr std::size_t longest_shown = 100;
constexpr int deepest = 32;

/// A JSON text from outside; null if it is invalid, or nested deeper than any announcement.
Json parsed(std::string_view text) {
  bool is_too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    is_too_deep |= depth > deepest;
    return depth <= deepest;
  };
  Json read = Json::parse(text, guard, false);
  return read.is_discarded() || is_too_deep ? Json() : read;
}

const Json& member(const Json& object, const char* key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string text_in(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

/// The first of two keys that exists; announcements use either the short or the long one.
std::string text_in(const Json& object, const char* key, const char* other) {
  const std::string text = text_in(object, key);
  return text.empty() ? text_in(object, other) : text;
}

std::string display(const std::string& text) { return printable(text, longest_shown); }

/// "living room" of "living room/lamp": users name devices in this way.
std::string area_in(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash == std::string::npos ? "" : display(name.substr(0, slash));
}

/// The relevant capabilities of a Zigbee device.
struct Abilities {
  bool is_light = false;
  bool is_switch = false;
  bool has_light_level = false;
};

Abilities abilities_of(const Json& device) {
  Abilities can;
  for (const Json& one : member(member(device, "definition"), "exposes")) {
    const std::string type = text_in(one, "type");
    const std::string property = text_in(one, "property");
    can.is_light |= type == "light";
    can.is_switch |= type == "switch";
    can.has_light_level |= property == "illuminance" || property == "illuminance_lux";
  }
  return can;
}

/// The levels of a topic.
std::vector<std::string> levels_of(std::string_view topic) {
  std::vector<std::string> levels;
  while (true) {
    const std::size_t slash = topic.find('/');
    levels.emplace_back(topic.substr(0, slash));
    if (slash == std::string_view::npos) return levels;
    topic.remove_prefix(slash + 1);
  }
}

bool is_about_light(std::string_view topic) {
  const std::string folded = folded_name(topic);
  constexpr std::array<std::string_view, 5> words{"lux", "illuminance", "light_level", "bh1750",
                                                  "brightness_sensor"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

bool is_speech(const std::string& lamp, const LampTopics& topics) {
  RoomConfig room;
  room.lamps = {lamp};
  const Result<SortedLamps> sorted = sort_lamps(room, topics);
  return sorted && sorted->at_broker.size() == 1;
}

}  // namespace

Heard heard_of(const hue::BridgeHouse& house) {
  std::map<std::string, std::string> areas;  // by lamp
  std::set<std::string> rooms;
  for (const hue::BridgeGroup& group : house.groups) {
    if (group.kind != hue::GroupKind::room) continue;
    rooms.insert(group.name);
    for (const std::string& lamp : group.lamps) areas.emplace(lamp, hue::shown(group.name));
  }
  Heard heard;
  for (const hue::BridgeLamp& lamp : house.lamps) {
    const auto same =
        std::count_if(house.lamps.begin(), house.lamps.end(), [&](const hue::BridgeLamp& other) {
          return normalized_name(other.name) == normalized_name(lamp.name);
        });
    const auto area = areas.find(lamp.id);
    heard.lamps.push_back({.id = same == 1 ? lamp.name : lamp.id,
                           .name = hue::shown(lamp.name),
                           .area = area == areas.end() ? "" : area->second,
                           .from = "bridge",
                           .note = lamp.reachable ? "" : "the bridge cannot reach it now",
                           .is_plug = lamp.is_plug});
  }
  for (const hue::BridgeSensor& sensor : house.sensors) {
    const std::string folded = folded_name(sensor.name);
    const auto area = std::find_if(rooms.begin(), rooms.end(), [&](const std::string& room) {
      return folded.find(folded_name(room)) != std::string::npos;
    });
    heard.sensors.push_back({.id = "hue:" + sensor.name,
                             .name = hue::shown(sensor.name),
                             .area = area == rooms.end() ? "" : hue::shown(*area),
                             .from = "bridge",
                             .note = sensor.is_live
                                         ? "reports on change: fine"
                                         : "its light is not known now; check its battery"});
  }
  return heard;
}

Heard heard_of(const std::vector<home_assistant::ListedEntity>& entities,
               const std::map<std::string, std::string>& areas) {
  Heard heard;
  for (const home_assistant::ListedEntity& entity : entities) {
    const auto area = areas.find(entity.id);
    const std::string room = area == areas.end() ? "" : area->second;
    const std::string id = "home_assistant:" + entity.id;
    const bool is_gone = entity.state == "unavailable" || entity.state == "unknown";
    const std::string note = is_gone ? "Home Assistant cannot reach it now" : "";
    if (entity.is_sensor)
      heard.sensors.push_back({id, entity.name, room, "home_assistant", note});
    else
      heard.lamps.push_back(
          {id, entity.name, room, "home_assistant", note, entity.id.starts_with("switch.")});
  }
  return heard;
}

BrokerEar::BrokerEar(const Config& config)
    : topics_(config.lamp_topics),
      discovery_(
          (config.broker.home_assistant.empty() ? "homeassistant" : config.broker.home_assistant) +
          "/") {
  for (const SourceConfig& source : config.sources) {
    if (source.room.empty()) add_candidate(source, false);
  }
  const auto add = [&](const std::string& topic, const char* format) {
    SourceConfig source;
    source.topic = topic;
    source.format = format;
    add_candidate(source, true);
  };
  add(topics_.zigbee2mqtt + "/{sensor}", "zigbee2mqtt");
  add(topics_.zigbee2mqtt + "/{sensor#}", "zigbee2mqtt");
  add("tele/{sensor}/SENSOR", "tasmota");
  add("lamplighter/node/{sensor}/lux", "lamplighter");
  add("remote-sensors", "thingflow");
}

void BrokerEar::add_candidate(const SourceConfig& config, bool is_new) {
  Result<Source> source = source_of(config);
  if (!source || tells_lamps(source->format())) return;
  candidates_.push_back({*std::move(source), is_new ? std::optional(config) : std::nullopt});
}

void BrokerEar::add_lamp(HeardLamp lamp) {
  if (lamps_.size() >= most_heard || !is_speech(lamp.id, topics_)) return;
  const std::string id = lamp.id;
  lamps_.emplace(id, std::move(lamp));
}

void BrokerEar::add_sensor(HeardSensor sensor) {
  if (!is_good_sensor_name(sensor.id)) return;
  const auto known = sensors_.find(sensor.id);
  if (known == sensors_.end()) {
    if (sensors_.size() >= most_heard) return;
    const std::string id = sensor.id;
    sensors_.emplace(id, std::move(sensor));
    return;
  }
  if (!sensor.note.empty()) known->second.note = sensor.note;
  if (known->second.area.empty()) known->second.area = sensor.area;
}

void BrokerEar::hear(std::string_view topic, std::string_view payload) {
  ++messages_;
  if (topic == topics_.zigbee2mqtt + "/bridge/devices") return hear_devices(payload);
  if (topic == topics_.zigbee2mqtt + "/bridge/groups") return hear_groups(payload);
  if (topic.starts_with("tasmota/discovery/") && topic.ends_with("/config"))
    return hear_tasmota(payload);
  if (topic.starts_with(discovery_) && topic.ends_with("/config"))
    return hear_discovery(topic, payload);
  if (!hear_light(topic, payload)) hear_number(topic, payload);
}

/// zigbee2mqtt/bridge/devices: every device and its capabilities.
void BrokerEar::hear_devices(std::string_view payload) {
  const Json devices = parsed(payload);
  if (!devices.is_array()) return;
  for (const Json& device : devices) {
    const std::string name = text_in(device, "friendly_name");
    const Abilities can = abilities_of(device);
    if (name.empty()) continue;
    if (can.is_light || can.is_switch)
      add_lamp({.id = "zigbee2mqtt:" + name,
                .name = display(name),
                .area = area_in(name),
                .from = "broker",
                .is_plug = !can.is_light});
    if (!can.has_light_level) continue;
    SourceConfig source;
    const bool has_slash = name.find('/') != std::string::npos;
    source.topic = topics_.zigbee2mqtt + (has_slash ? "/{sensor#}" : "/{sensor}");
    source.format = "zigbee2mqtt";
    const bool has_battery = text_in(device, "power_source") == "Battery";
    add_sensor(
        {.id = name,
         .name = display(name),
         .area = area_in(name),
         .from = "broker",
         .note = has_battery ? "has a battery, so it may report on change or motion only" : "",
         .source = source});
  }
}

void BrokerEar::hear_groups(std::string_view payload) {
  const Json groups = parsed(payload);
  if (!groups.is_array()) return;
  for (const Json& group : groups) {
    const std::string name = text_in(group, "friendly_name");
    if (!member(group, "members").is_array() || member(group, "members").empty()) continue;
    add_lamp({.id = "zigbee2mqtt:" + name,
              .name = display(name),
              .area = area_in(name),
              .from = "broker",
              .note = fmt::format("a group of {}", member(group, "members").size()),
              .is_plug = true});
  }
}

/// tasmota/discovery/MAC/config: topic `t`, friendly names `fn`, types of relays `rl` (1 a relay, 2
/// a light, 3 a shutter).
void BrokerEar::hear_tasmota(std::string_view payload) {
  const Json device = parsed(payload);
  const std::string topic = text_in(device, "t");
  const Json& relays = member(device, "rl");
  const Json& names = member(device, "fn");
  if (topic.empty() || !relays.is_array()) return;
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < relays.size(); ++i) {
    if (relays[i] == 1 || relays[i] == 2) used.push_back(i);
  }
  for (const std::size_t i : used) {
    const bool has_name = names.is_array() && i < names.size() && names[i].is_string();
    const std::string name = has_name ? names[i].get<std::string>() : topic;
    const std::string relay = used.size() > 1 ? fmt::format("/POWER{}", i + 1) : "";
    add_lamp({.id = "tasmota:" + topic + relay,
              .name = display(name),
              .area = "",
              .from = "broker",
              .is_plug = relays[i] == 1});
  }
}

/// HOMEASSISTANT/light/…/config and sensor: what devices announce to Home Assistant.
void BrokerEar::hear_discovery(std::string_view topic, std::string_view payload) {
  const std::string_view below = topic.substr(discovery_.size());
  const Json device = parsed(payload);
  const Json& of_device =
      member(device, "device").is_object() ? member(device, "device") : member(device, "dev");
  const std::string area = display(text_in(of_device, "suggested_area", "sa"));
  const std::string base = text_in(device, "~");
  const auto expand = [&](std::string text) {
    if (!base.empty() && text.starts_with('~')) text = base + text.substr(1);
    return text;
  };
  std::string name = display(text_in(device, "name"));
  if (name.empty()) name = display(text_in(of_device, "name"));
  const std::vector<std::string> state =
      levels_of(expand(text_in(device, "state_topic", "stat_t")));
  const bool is_esphome = state.size() == 4 && state[3] == "state";
  if (below.starts_with("light/") && is_esphome && state[1] == "light")
    add_lamp({.id = "esphome:" + state[0] + "/" + state[2],
              .name = name.empty() ? state[2] : name,
              .area = area,
              .from = "broker"});
  const bool is_light_level = text_in(device, "device_class", "dev_cla") == "illuminance";
  if (!below.starts_with("sensor/") || !is_light_level || !is_esphome || state[1] != "sensor")
    return;
  SourceConfig source;
  source.topic = fmt::format("{}/sensor/{}/state", state[0], state[2]);
  source.format = "esphome";
  source.sensor = state[0];
  add_sensor({.id = state[0],
              .name = name.empty() ? state[0] : name,
              .area = area,
              .from = "broker",
              .source = source});
}

/// Whether one of our formats reads a light level in the message.
bool BrokerEar::hear_light(std::string_view topic, std::string_view payload) {
  for (const Candidate& one : candidates_) {
    if (!one.source.listens_to(topic)) continue;
    const Decoded decoded = one.source.decode({topic, payload, false, Instant{}});
    const Reading* const reading = std::get_if<Reading>(&decoded.what);
    if (reading == nullptr) continue;
    add_sensor({.id = decoded.name,
                .name = display(decoded.name),
                .area = area_in(decoded.name),
                .from = "broker",
                .note = fmt::format("{:.3g} lux just now", reading->lux.value()),
                .source = one.config});
    return true;
  }
  return false;
}

/// A topic of its own, with a name related to light and a numeric payload.
void BrokerEar::hear_number(std::string_view topic, std::string_view payload) {
  if (!is_about_light(topic) || topic.starts_with('$')) return;
  const std::vector<std::string> levels = levels_of(topic);
  const bool is_esphome = levels.size() == 4 && levels[1] == "sensor" && levels[3] == "state";
  SourceConfig source;
  source.topic = topic;
  source.format = is_esphome ? "esphome" : "json";
  source.sensor = is_esphome ? levels[0] : std::string(topic);
  Result<Source> made = source_of(source);
  if (!made) return;
  const Decoded decoded = made->decode({topic, payload, false, Instant{}});
  const Reading* const reading = std::get_if<Reading>(&decoded.what);
  if (reading == nullptr) return;
  add_sensor({.id = source.sensor,
              .name = display(source.sensor),
              .area = "",
              .from = "broker",
              .note = fmt::format("{:.3g} lux just now", reading->lux.value()),
              .source = source});
}

Heard BrokerEar::heard() const {
  Heard heard;
  for (const auto& [id, lamp] : lamps_) heard.lamps.push_back(lamp);
  for (const auto& [id, sensor] : sensors_) heard.sensors.push_back(sensor);
  return heard;
}

std::vector<ProposedRoom> proposed_rooms(const Heard& heard, const Config& config) {
  std::set<std::string> taken;  // lamps and sensors
  std::set<std::string> names;  // rooms, folded
  for (const RoomConfig& room : config.rooms) {
    names.insert(folded_name(room.name.text()));
    taken.insert(room.lamps.begin(), room.lamps.end());
    taken.insert(room.sensor.text());
  }
  std::set<std::string> elsewhere;
  for (const HeardLamp& lamp : heard.lamps)
    if (lamp.from != "home_assistant") elsewhere.insert(normalized_name(lamp.name));
  std::vector<ProposedRoom> rooms;
  std::map<std::string, std::size_t> by_area;
  for (const HeardLamp& lamp : heard.lamps) {
    const bool is_twice =
        lamp.from == "home_assistant" && elsewhere.contains(normalized_name(lamp.name));
    const std::string area = folded_name(lamp.area);
    if (area.empty() || lamp.is_plug || is_twice || taken.contains(lamp.id) ||
        names.contains(area) || !is_good_sensor_name(lamp.area))
      continue;
    const auto [at, is_new] = by_area.emplace(area, rooms.size());
    if (is_new) rooms.push_back({lamp.area, {}, ""});
    rooms[at->second].lamps.push_back(lamp.id);
  }
  for (const HeardSensor& sensor : heard.sensors) {
    const auto at = by_area.find(folded_name(sensor.area));
    if (at == by_area.end() || taken.contains(sensor.id)) continue;
    ProposedRoom& room = rooms[at->second];
    if (room.sensor.empty()) room.sensor = sensor.id;
  }
  return rooms;
}

}  // namespace lamplighter::app
