// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/lamp_look.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// A relay or light of a Tasmota device (its documents MQTT, Lights, Commands).
struct TasmotaLamp {
  std::string cmnd;  ///< topics of its three prefixes, with the slash behind them
  std::string stat;
  std::string tele;
  std::string power;  ///< POWER, or POWER2 of a device with several relays

  /// `full_topic` holds %prefix% and %topic%; `name` is the topic, perhaps with /POWER2.
  static TasmotaLamp make(const std::string& full_topic, const std::string& name);

  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] std::optional<LampOrder> question() const;
  [[nodiscard]] LampOrder command(OnOff to, const LampLook& look) const;
  [[nodiscard]] LampWord read(std::string_view topic, std::string_view payload) const;
};

}  // namespace lamplighter
