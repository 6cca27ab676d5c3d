// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/result.h"
#include "payloads/message.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// A light of an ESPHome node. Its state is retained, so nobody needs to ask.
struct EsphomeLamp {
  std::string node;    ///< topic prefix
  std::string object;  ///< the light's id

  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] std::optional<LampOrder> question() const { return std::nullopt; }
  [[nodiscard]] LampOrder command(OnOff to, const LampLook& look) const;
  [[nodiscard]] LampWord read(std::string_view topic, std::string_view payload) const;
};

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

 private:
  [[nodiscard]] std::string other_power() const;
};

/// A device or group of Zigbee2MQTT (its guide, "MQTT Topics and Messages").
struct Zigbee2mqttLamp {
  std::string base;
  std::string name;

  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] std::optional<LampOrder> question() const;
  [[nodiscard]] LampOrder command(OnOff to, const LampLook& look) const;
  [[nodiscard]] LampWord read(std::string_view topic, std::string_view payload) const;

 private:
  /// The topic of the device and the endpoint that a name such as switch/left may mean: it is
  /// reported as `state_left` of the device. Empty where the name has no slash.
  [[nodiscard]] std::pair<std::string, std::string> device_and_endpoint() const;
};

/// Whose topics and payloads a lamp at the broker uses.
enum class LampSpeech { zigbee2mqtt, tasmota, esphome };

/// Where the topics of each lie; the values are what each has when it is new.
struct LampTopics {
  std::string zigbee2mqtt = "zigbee2mqtt";    ///< above all names
  std::string tasmota = "%prefix%/%topic%/";  ///< its FullTopic

  friend bool operator==(const LampTopics&, const LampTopics&) = default;
};

/// A lamp that speaks MQTT: what to say to it, and what its messages mean (docs/formats.md, "Lamps
/// at the broker").
class MqttLamp {
 public:
  /// `name`: zigbee2mqtt a device's or group's friendly name; tasmota its topic, with /POWER2
  /// behind it for the second relay; esphome prefix/object. Errors: bad_input for what is none.
  static Result<MqttLamp> make(LampSpeech speech, const std::string& name,
                               const LampTopics& topics = {});

  /// As people wrote it.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// What to subscribe to; no wildcards.
  [[nodiscard]] std::vector<std::string> filters() const;

  /// Whether it tells of every state how bright it is, where it can be dimmed at all.
  [[nodiscard]] bool tells_brightness() const {
    return !std::holds_alternative<TasmotaLamp>(speaker_);
  }

  /// Makes it say what it is; nothing where it cannot be asked and the broker keeps its state.
  [[nodiscard]] std::optional<LampOrder> question() const;

  [[nodiscard]] LampOrder command(OnOff to, const LampLook& look) const;

  /// Any topic and bytes.
  [[nodiscard]] LampWord read(std::string_view topic, std::string_view payload) const;

 private:
  using Speaker = std::variant<Zigbee2mqttLamp, TasmotaLamp, EsphomeLamp>;
  MqttLamp(std::string name, Speaker speaker)
      : name_(std::move(name)), speaker_(std::move(speaker)) {}

  std::string name_;
  Speaker speaker_;
};

}  // namespace lamplighter
