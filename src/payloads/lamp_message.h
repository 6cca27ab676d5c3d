// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "payloads/json_document.h"
#include "payloads/message.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lamplighter {

/// How a lamp is to look while it is on, and how fast it changes. What is absent is left to it.
struct LampLook : Look {
  std::optional<std::chrono::milliseconds> fade = {};  ///< of every switch
  std::optional<Xy> xy = {};                           ///< before the colour temperature

  /// What a plan says counts before this.
  [[nodiscard]] LampLook with(const Look& planned) const {
    LampLook look = *this;
    if (planned.brightness) look.brightness = planned.brightness;
    if (planned.mirek) look.mirek = planned.mirek;
    return look;
  }

  friend bool operator==(const LampLook&, const LampLook&) = default;
};

/// A message to a lamp.
struct LampOrder {
  std::string topic;
  std::string payload;

  friend bool operator==(const LampOrder&, const LampOrder&) = default;
};

/// What a lamp's own message says of it.
struct ReportedLamp {
  LampState is;    ///< unknown where it, or whoever speaks for it, says that it cannot be reached
  Look look = {};  ///< as far as it tells, while it is on
  bool is_unavailable = false;  ///< it is unknown because it cannot be reached
};

/// What one message says of a lamp; all absent where it says nothing of it.
struct LampWord {
  std::optional<OnOff> is = {};
  std::optional<bool> answers = {};         ///< false: it is gone
  std::optional<bool> bridge = {};          ///< false: who speaks for it is gone
  std::optional<double> brightness = {};    ///< percent, 0 … 100
  std::optional<int> mirek = {};            ///< of a lamp that shows no colour
  std::optional<Xy> xy = {};                ///< of one that does
  std::vector<std::string> endpoints = {};  ///< what it says the states of, where it has no state

  friend bool operator==(const LampWord&, const LampWord&) = default;
};

/// ON or OFF.
std::string in_capitals(OnOff state);

/// Percent as a whole number from 1 to `brightest`.
int share_of(int brightest, double percent);

/// A fade in seconds, as short as it can be written: 2, 0.4.
std::string seconds_of(std::chrono::milliseconds fade);

/// online or offline in any case, as the whole payload or under `state` of a JSON object; nothing
/// for any other word.
std::optional<bool> read_availability(std::string_view payload);

/// Where a JSON object tells what a lamp is.
struct LampPlaces {
  JsonPointer state;
  JsonPointer brightness;
  int brightest = 0;
  const char* mirek = "color_temp";
};

/// ON or OFF in any case as the whole payload, or at the place for it in a JSON object, with a
/// brightness from 0 to `brightest`, a colour temperature or a colour (`color` with `x` and `y`)
/// beside it.
LampWord read_json_state(std::string_view payload, const LampPlaces& places);

/// ASCII letters in lower case; others as they are.
std::string to_lower_ascii(std::string_view text);

/// The topic on which it is said whether a device can be reached whose messages have this topic, or
/// whose topics a filter matches: its last will, or what its bridge says of it. For Zigbee2MQTT
/// `…/availability`, for Tasmota `tele/…/LWT`, for ESPHome `NODE/status`. Empty where the format
/// has none, and for a filter that matches it already.
std::string availability_topic(Format format, std::string_view topic);

/// Whether the device can be reached, where the message is one of its availability topic.
std::optional<bool> availability_in(const Message& message);

/// Whether a topic of Zigbee2MQTT is that of the light level alone (`output: attribute`).
bool is_attribute_topic(std::string_view topic);

/// Reads a lamp's state: `ON` or `OFF` in either case as the whole payload, or under `state`
/// (zigbee2mqtt-state, esphome-light), `POWER` or `POWER1` (tasmota-power) or `pointer` of a JSON
/// object. `on-off` also takes true and false, and numbers: on above 0. A lamp that is unavailable,
/// offline, unknown or switched off by its own fuse (overpower) is unknown, also where its
/// availability topic says so. A retained state is accepted: it says what the
/// lamp is now. Beside it, brightness and colour temperature are read where they make sense.
/// Requires: the format tells lamps.
std::variant<ReportedLamp, Rejection> read_lamp_message(Format format,
                                                        const std::optional<JsonPointer>& pointer,
                                                        const Message& message);

}  // namespace lamplighter
