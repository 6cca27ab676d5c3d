// SPDX-License-Identifier: Apache-2.0
#include "wire/mqtt_lamp.h"

#include <fmt/format.h>

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

}  // namespace lamplighter
