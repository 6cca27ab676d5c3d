// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "payloads/lamp_message.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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
