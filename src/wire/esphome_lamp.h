// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/lamp_look.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// A light of an ESPHome node. Its state is retained, so nobody needs to ask.
struct EsphomeLamp {
  std::string node;    ///< topic prefix
  std::string object;  ///< the light's id

  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] std::optional<LampOrder> question() const { return std::nullopt; }
  [[nodiscard]] LampOrder command(OnOff to, const LampLook& look) const;
  [[nodiscard]] LampWord read(std::string_view topic, std::string_view payload) const;
};

}  // namespace lamplighter
