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

/// The light settings of a lamp while it is on, and its fade time. Absent values are left to the
/// lamp.
struct LampLook : Look {
  std::optional<std::chrono::milliseconds> fade = {};  ///< for every switch
  std::optional<Xy> xy = {};  ///< takes precedence over the colour temperature

  /// These settings overridden by those of a plan.
  [[nodiscard]] LampLook with(const Look& planned) const {
    LampLook look = *this;
    if (planned.brightness) look.brightness = planned.brightness;
    if (planned.mirek) look.mirek = planned.mirek;
    return look;
  }

  friend bool operator==(const LampLook&, const LampLook&) = default;
};

/// A command for a lamp.
struct LampOrder {
  std::string topic;
  std::string payload;

  friend bool operator==(const LampOrder&, const LampOrder&) = default;
};

/// A lamp's reported state.
struct ReportedLamp {
  LampState is;                 ///< unknown if it, or its bridge, reports it as unreachable
  Look look = {};               ///< if reported, while it is on
  bool is_unavailable = false;  ///< it is unknown because it is unreachable
};

/// What one message reports about a lamp; all empty if it reports nothing about it.
struct LampWord {
  std::optional<OnOff> is = {};
  std::optional<bool> answers = {};         ///< false: it is offline
  std::optional<bool> bridge = {};          ///< false: its bridge is offline
  std::optional<double> brightness = {};    ///< percent, 0 … 100
  std::optional<int> mirek = {};            ///< for a lamp that shows no colour
  std::optional<Xy> xy = {};                ///< for one that does
  std::vector<std::string> endpoints = {};  ///< reported instead of a single state

  friend bool operator==(const LampWord&, const LampWord&) = default;
};

/// ON or OFF.
std::string in_capitals(OnOff state);

/// Percent as an integer from 1 to `brightest`.
int share_of(int brightest, double percent);

/// A fade in seconds, in its shortest form: 2, 0.4.
std::string seconds_of(std::chrono::milliseconds fade);

/// Parses online or offline in any case, as the whole payload or under `state` of a JSON object;
/// empty for any other value.
std::optional<bool> read_availability(std::string_view payload);

/// The paths to a lamp's values in a JSON object.
struct LampPlaces {
  JsonPointer state;
  JsonPointer brightness;
  int brightest = 0;
  const char* mirek = "color_temp";
};

/// Parses ON or OFF in any case as the whole payload, or at its path in a JSON object, together
/// with a brightness from 0 to `brightest`, a colour temperature or a colour (`color` with `x` and
/// `y`).
LampWord read_json_state(std::string_view payload, const LampPlaces& places);

/// ASCII letters in lower case; other characters unchanged.
std::string to_lower_ascii(std::string_view text);

/// The availability topic of the device whose messages have this topic, or whose topics a filter
/// matches: its last will, or what its bridge reports about it. For Zigbee2MQTT `…/availability`,
/// for Tasmota `tele/…/LWT`, for ESPHome `NODE/status`. Empty if the format has none, and for a
/// filter that already matches it.
std::string availability_topic(Format format, std::string_view topic);

/// Whether the device is reachable, if this is a message of its availability topic.
std::optional<bool> availability_in(const Message& message);

/// Whether a topic of Zigbee2MQTT contains only the light level (`output: attribute`).
bool is_attribute_topic(std::string_view topic);

/// Parses a lamp's state: `ON` or `OFF` in either case as the whole payload, or under `state`
/// (zigbee2mqtt-state, esphome-light), `POWER` or `POWER1` (tasmota-power) or `pointer` of a JSON
/// object. `on-off` also accepts true and false, and numbers: above 0 is on. A lamp that is
/// unavailable, offline, unknown or switched off by its own fuse (overpower) is unknown, also if
/// its availability topic reports that. A retained state is accepted: it is the current state of
/// the lamp. Brightness and colour temperature are read as well if they are plausible. Requires:
/// the format reports lamps.
std::variant<ReportedLamp, Rejection> read_lamp_message(Format format,
                                                        const std::optional<JsonPointer>& pointer,
                                                        const Message& message);

/// A light of an ESPHome node. Its state is retained, so it does not need to be polled.
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
  std::string cmnd;  ///< topics of its three prefixes, with a trailing slash
  std::string stat;
  std::string tele;
  std::string power;  ///< POWER, or POWER2 of a device with several relays

  /// `full_topic` contains %prefix% and %topic%; `name` is the topic, optionally with /POWER2.
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
  /// The device and the endpoint that a name such as switch/left may stand for: the device reports
  /// it as `state_left`. Empty if the name has no slash.
  [[nodiscard]] std::pair<std::string, std::string> device_and_endpoint() const;
};

/// The firmware or bridge whose topics and payloads a lamp at the broker uses.
enum class LampSpeech { zigbee2mqtt, tasmota, esphome };

/// The topics of each; the defaults are those of a new installation.
struct LampTopics {
  std::string zigbee2mqtt = "zigbee2mqtt";    ///< prefix of all names
  std::string tasmota = "%prefix%/%topic%/";  ///< its FullTopic

  friend bool operator==(const LampTopics&, const LampTopics&) = default;
};

/// A lamp controlled over MQTT: the commands for it, and the meaning of its messages
/// (docs/formats.md, "Lamps at the broker").
class MqttLamp {
 public:
  /// `name`: zigbee2mqtt a device's or group's friendly name; tasmota its topic, with the suffix
  /// /POWER2 for the second relay; esphome prefix/object. Errors: bad_input for an invalid name.
  static Result<MqttLamp> make(LampSpeech speech, const std::string& name,
                               const LampTopics& topics = {});

  /// As written by the user.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// The topics to subscribe to; no wildcards.
  [[nodiscard]] std::vector<std::string> filters() const;

  /// Whether every state message includes the brightness, if the lamp is dimmable.
  [[nodiscard]] bool tells_brightness() const {
    return !std::holds_alternative<TasmotaLamp>(speaker_);
  }

  /// A request to report its state; empty if it cannot be polled and the broker retains its state.
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
