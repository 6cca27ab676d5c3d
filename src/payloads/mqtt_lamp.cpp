// SPDX-License-Identifier: Apache-2.0
#include "payloads/mqtt_lamp.h"

#include "payloads/lamp_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::size_t longest_name = 200;

Error bad_name(const std::string& name, const char* expected) {
  return {Fault::bad_input, fmt::format("lamp \"{}\": expected {}", name, expected)};
}

/// Whether a text can be a piece of a topic: no wildcard, no control character, no empty level.
bool is_topic(const std::string& text) {
  if (text.empty() || text.size() > longest_name) return false;
  for (const char c : text) {
    if (c == '+' || c == '#' || (c >= 0 && c < ' ') || c == 0x7f) return false;
  }
  return text.front() != '/' && text.back() != '/' && text.find("//") == std::string::npos;
}

}  // namespace

Result<MqttLamp> MqttLamp::make(LampSpeech speech, const std::string& name,
                                const LampTopics& topics) {
  if (!is_topic(name)) return bad_name(name, "a name without +, # and empty levels");
  switch (speech) {
    case LampSpeech::zigbee2mqtt:
      return MqttLamp(name, Zigbee2mqttLamp{topics.zigbee2mqtt, name});
    case LampSpeech::tasmota:
      return MqttLamp(name, TasmotaLamp::make(topics.tasmota, name));
    case LampSpeech::esphome:
      break;
  }
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos) return bad_name(name, "the node and the light, as hall/ceiling");
  return MqttLamp(name, EsphomeLamp{name.substr(0, slash), name.substr(slash + 1)});
}

std::vector<std::string> MqttLamp::filters() const {
  return std::visit([](const auto& lamp) { return lamp.filters(); }, speaker_);
}

std::optional<LampOrder> MqttLamp::question() const {
  return std::visit([](const auto& lamp) { return lamp.question(); }, speaker_);
}

LampOrder MqttLamp::command(OnOff to, const LampLook& look) const {
  return std::visit([&](const auto& lamp) { return lamp.command(to, look); }, speaker_);
}

LampWord MqttLamp::read(std::string_view topic, std::string_view payload) const {
  return std::visit([&](const auto& lamp) { return lamp.read(topic, payload); }, speaker_);
}

namespace {

constexpr int esphome_brightest = 255;

}  // namespace

std::vector<std::string> EsphomeLamp::filters() const {
  return {node + "/light/" + object + "/state", node + "/status"};
}

LampOrder EsphomeLamp::command(OnOff to, const LampLook& look) const {
  std::string payload = fmt::format(R"({{"state":"{}")", in_capitals(to));
  if (to == OnOff::on && look.brightness)
    payload += fmt::format(R"(,"brightness":{})", share_of(esphome_brightest, *look.brightness));
  if (to == OnOff::on && look.mirek) payload += fmt::format(R"(,"color_temp":{})", *look.mirek);
  if (look.fade) {  // it passes over a transition that is no whole number
    payload += fmt::format(R"(,"transition":{})",
                           std::chrono::ceil<std::chrono::seconds>(*look.fade).count());
  }
  return {node + "/light/" + object + "/command", payload + "}"};
}

LampWord EsphomeLamp::read(std::string_view topic, std::string_view payload) const {
  if (topic == node + "/light/" + object + "/state")
    return read_json_state(payload, {{"state"}, {"brightness"}, esphome_brightest});
  if (topic == node + "/status") return {.answers = read_availability(payload)};
  return {};
}

namespace {

constexpr int tasmota_brightest = 100;
constexpr double slowest_speed = 40;  // half seconds from dark to bright
constexpr double speeds_a_second = 2.0;

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t found = text.find(what);
  if (found != std::string::npos) text.replace(found, what.size(), with);
}

/// POWER2 of strip/POWER2; nothing where the name has no such end.
std::string_view relay_of(std::string_view name) {
  constexpr std::string_view mark = "/POWER";
  const std::size_t found = name.rfind(mark);
  if (found == std::string_view::npos || found == 0) return {};
  const std::string_view number = name.substr(found + mark.size());
  const bool is_number =
      !number.empty() && number.size() <= 2 &&
      std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? name.substr(found + 1) : std::string_view();
}

int speed_for(std::chrono::milliseconds fade) {
  const double seconds = std::chrono::duration<double>(fade).count();
  return static_cast<int>(std::clamp(std::ceil(seconds * speeds_a_second), 1.0, slowest_speed));
}

}  // namespace

TasmotaLamp TasmotaLamp::make(const std::string& full_topic, const std::string& name) {
  const std::string_view relay = relay_of(name);
  const std::string topic = relay.empty() ? name : name.substr(0, name.size() - relay.size() - 1);
  const auto under = [&](const char* prefix) {
    std::string text = full_topic;
    replace(text, "%prefix%", prefix);
    replace(text, "%topic%", topic);
    return text.ends_with('/') ? text : text + "/";
  };
  return {under("cmnd"), under("stat"), under("tele"),
          relay.empty() ? "POWER" : std::string(relay)};
}

std::vector<std::string> TasmotaLamp::filters() const {
  std::vector<std::string> filters{stat + "RESULT", stat + power, tele + "STATE", tele + "LWT"};
  if (!other_power().empty()) filters.push_back(stat + other_power());
  return filters;
}

/// A lone relay is POWER, and POWER1 with SetOption26.
std::string TasmotaLamp::other_power() const {
  if (power == "POWER") return "POWER1";
  return power == "POWER1" ? "POWER" : "";
}

std::optional<LampOrder> TasmotaLamp::question() const { return LampOrder{cmnd + power, ""}; }

LampOrder TasmotaLamp::command(OnOff to, const LampLook& look) const {
  const bool on = to == OnOff::on;
  std::string before;  // Speed2 is of the next change alone and leaves the lamp's own settings
  if (look.fade) before += fmt::format("Speed2 {}; ", speed_for(*look.fade));
  if (on && look.brightness)
    before += fmt::format("Dimmer {}; ", share_of(tasmota_brightest, *look.brightness));
  if (on && look.mirek) before += fmt::format("CT {}; ", *look.mirek);
  const std::string word = in_capitals(to);
  if (before.empty()) return {cmnd + power, word};
  return {cmnd + "Backlog", fmt::format("{}{} {}", before, power, word)};
}

LampWord TasmotaLamp::read(std::string_view topic, std::string_view payload) const {
  if (topic == tele + "LWT") return {.answers = read_availability(payload)};
  const std::string other = other_power();
  const bool is_state = topic == stat + "RESULT" || topic == stat + power ||
                        topic == tele + "STATE" || (!other.empty() && topic == stat + other);
  if (!is_state) return {};
  LampWord word = read_json_state(payload, {{power}, {"Dimmer"}, tasmota_brightest, "CT"});
  if (word.is || other.empty()) return word;
  return read_json_state(payload, {{other}, {"Dimmer"}, tasmota_brightest, "CT"});
}

namespace {

constexpr int zigbee2mqtt_brightest = 254;

}  // namespace

std::pair<std::string, std::string> Zigbee2mqttLamp::device_and_endpoint() const {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos) return {};
  return {base + "/" + name.substr(0, slash), name.substr(slash + 1)};
}

std::vector<std::string> Zigbee2mqttLamp::filters() const {
  const std::string state = base + "/" + name;
  std::vector<std::string> filters{state, state + "/availability", base + "/bridge/state"};
  const std::string device = device_and_endpoint().first;
  if (device.empty()) return filters;
  filters.push_back(device);
  filters.push_back(device + "/availability");
  return filters;
}

std::optional<LampOrder> Zigbee2mqttLamp::question() const {
  return LampOrder{base + "/" + name + "/get", R"({"state":""})"};
}

LampOrder Zigbee2mqttLamp::command(OnOff to, const LampLook& look) const {
  std::string payload = fmt::format(R"({{"state":"{}")", in_capitals(to));
  if (to == OnOff::on && look.brightness)
    payload +=
        fmt::format(R"(,"brightness":{})", share_of(zigbee2mqtt_brightest, *look.brightness));
  if (to == OnOff::on && look.xy) {
    payload += fmt::format(R"(,"color":{{"x":{},"y":{}}})", look.xy->x, look.xy->y);
  } else if (to == OnOff::on && look.mirek) {
    payload += fmt::format(R"(,"color_temp":{})", *look.mirek);
  }
  if (look.fade) payload += fmt::format(R"(,"transition":{})", seconds_of(*look.fade));
  return {base + "/" + name + "/set", payload + "}"};
}

LampWord Zigbee2mqttLamp::read(std::string_view topic, std::string_view payload) const {
  const std::string state = base + "/" + name;
  if (topic == state)
    return read_json_state(payload, {{"state"}, {"brightness"}, zigbee2mqtt_brightest});
  if (const auto [device, endpoint] = device_and_endpoint(); !device.empty()) {
    const LampPlaces places{
        {"state_" + endpoint}, {"brightness_" + endpoint}, zigbee2mqtt_brightest};
    if (topic == device && payload.starts_with('{')) {
      LampWord word = read_json_state(payload, places);
      word.endpoints.clear();
      return word.is ? word : LampWord{};
    }
    if (topic == device + "/availability") return {.answers = read_availability(payload)};
  }
  if (topic == state + "/availability") return {.answers = read_availability(payload)};
  if (topic == base + "/bridge/state") return {.bridge = read_availability(payload)};
  return {};
}

}  // namespace lamplighter
