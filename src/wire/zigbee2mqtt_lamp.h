// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/lamp_look.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// A device or group of Zigbee2MQTT (its guide, "MQTT Topics and Messages").
struct Zigbee2mqttLamp {
  std::string base;
  std::string name;

  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] std::optional<LampOrder> question() const;
  [[nodiscard]] LampOrder command(OnOff to, const LampLook& look) const;
  [[nodiscard]] LampWord read(std::string_view topic, std::string_view payload) const;
};

}  // namespace lamplighter
