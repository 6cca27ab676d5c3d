// SPDX-License-Identifier: Apache-2.0
#include "wire/zigbee2mqtt_lamp.h"

#include "wire/lamp_words.h"

#include <fmt/format.h>

namespace lamplighter {
namespace {

constexpr int brightest = 254;

}  // namespace

std::vector<std::string> Zigbee2mqttLamp::filters() const {
  const std::string state = base + "/" + name;
  return {state, state + "/availability", base + "/bridge/state"};
}

std::optional<LampOrder> Zigbee2mqttLamp::question() const {
  return LampOrder{base + "/" + name + "/get", R"({"state":""})"};
}

LampOrder Zigbee2mqttLamp::command(OnOff to, const LampLook& look) const {
  std::string payload = fmt::format(R"({{"state":"{}")", in_capitals(to));
  if (to == OnOff::on && look.brightness)
    payload += fmt::format(R"(,"brightness":{})", share_of(brightest, *look.brightness));
  if (to == OnOff::on && look.mirek) payload += fmt::format(R"(,"color_temp":{})", *look.mirek);
  if (look.fade) payload += fmt::format(R"(,"transition":{})", seconds_of(*look.fade));
  return {base + "/" + name + "/set", payload + "}"};
}

LampWord Zigbee2mqttLamp::read(std::string_view topic, std::string_view payload) const {
  const std::string state = base + "/" + name;
  if (topic == state) return read_json_state(payload, {"state"}, {"brightness"}, brightest);
  if (topic == state + "/availability") return {.answers = read_availability(payload)};
  if (topic == base + "/bridge/state") return {.bridge = read_availability(payload)};
  return {};
}

}  // namespace lamplighter
