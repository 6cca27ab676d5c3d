// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "wire/esphome_lamp.h"
#include "wire/lamp_look.h"
#include "wire/tasmota_lamp.h"
#include "wire/zigbee2mqtt_lamp.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lamplighter {

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
