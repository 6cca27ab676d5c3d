// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "payloads/light_level.h"
#include "payloads/topic_pattern.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace lamplighter {

/// One [[source]] of the config, as it is written there.
struct SourceSettings {
  std::string topic;
  std::string format;
  std::string name = {};                    ///< sensor or room, where the topic does not tell it
  std::optional<std::string> pointer = {};  ///< JSON pointer to the value
  bool trust_clock = false;                 ///< of our own node
};

/// What one message came to.
struct Decoded {
  std::variant<Reading, Change, Rejection> what;
  std::string name = {};                ///< sensor's or room's, as far as it could be told
  std::optional<NodeCount> count = {};  ///< of our own node
  Look look = {};                       ///< of a lamp that is on
};

/// Turns the messages of some topics into readings or into changes of lamps.
class Source {
 public:
  /// Errors: bad_input for a topic, format or pointer that is none, a topic and name of which none
  /// or both tell the sensor, a pointer where the format has none.
  static Result<Source> make(const SourceSettings& settings);

  /// What to subscribe to.
  [[nodiscard]] const std::string& filter() const { return pattern_.filter(); }
  [[nodiscard]] bool listens_to(std::string_view topic) const {
    return pattern_.match(topic).has_value();
  }
  [[nodiscard]] Format format() const { return how_.format; }

  /// Requires: listens_to(message.topic).
  [[nodiscard]] Decoded decode(const Message& message) const;

 private:
  Source(TopicPattern pattern, LightFormat how, std::string fixed_name)
      : pattern_(std::move(pattern)), how_(std::move(how)), fixed_name_(std::move(fixed_name)) {}

  [[nodiscard]] std::optional<std::string> name_for(std::string_view topic) const;

  TopicPattern pattern_;
  LightFormat how_;
  std::string fixed_name_;  ///< empty where topic or payload tells it
};

inline constexpr std::size_t max_name_bytes = 64;

/// True for a sensor's or room's name that a row and a person can hold: 1 to 64 bytes of UTF-8
/// without control and invisible characters, without \ , " and without a blank or dot at either
/// end. `/` is allowed, for Zigbee2MQTT has it in names; whoever makes a path of a name escapes it.
bool is_good_sensor_name(std::string_view name);

}  // namespace lamplighter
