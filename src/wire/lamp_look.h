// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/on_off.h"

#include <chrono>
#include <optional>
#include <string>

namespace lamplighter {

/// How a lamp is to look while it is on, and how fast it changes. What is absent is left to it.
struct LampLook {
  std::optional<double> brightness = {};               ///< percent, 0 < brightness <= 100
  std::optional<int> mirek = {};                       ///< 153 cold … 500 warm
  std::optional<std::chrono::milliseconds> fade = {};  ///< of every switch

  friend bool operator==(const LampLook&, const LampLook&) = default;
};

/// A message to a lamp.
struct LampOrder {
  std::string topic;
  std::string payload;

  friend bool operator==(const LampOrder&, const LampOrder&) = default;
};

/// What one message says of a lamp; all absent where it says nothing of it.
struct LampWord {
  std::optional<OnOff> is = {};
  std::optional<bool> answers = {};       ///< false: it is gone
  std::optional<bool> bridge = {};        ///< false: who speaks for it is gone
  std::optional<double> brightness = {};  ///< percent, 0 … 100

  friend bool operator==(const LampWord&, const LampWord&) = default;
};

}  // namespace lamplighter
