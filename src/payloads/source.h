// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"
#include "payloads/light_level.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lamplighter {

/// The topics of a source, and the part of them that is the sensor's name: an MQTT filter in which
/// one wildcard may be named.
///   tele/{sensor}/SENSOR     as tele/+/SENSOR, the level is the name
///   zigbee2mqtt/{sensor#}    as zigbee2mqtt/#, all the levels are the name; only at the end
/// {room} and {room#} work in the same way, and {home} is a level that identifies one of many
/// homes. `+` and `#` match without naming anything.
class TopicPattern {
 public:
  /// Errors: bad_input if the filter is invalid in MQTT, or if it has two names or two homes.
  static Result<TopicPattern> parse(std::string_view text);

  /// The topic filter to subscribe to.
  [[nodiscard]] const std::string& filter() const { return filter_; }
  [[nodiscard]] bool has_name() const { return name_at_.has_value(); }
  [[nodiscard]] bool has_home() const { return home_at_.has_value(); }

  struct Match {
    std::string_view name;  ///< part of the topic; empty if the pattern has no name
    std::string_view home;  ///< likewise
  };

  /// Empty if the topic does not match. Topics that begin with `$` do not match a wildcard there
  /// (MQTT 3.1.1, 4.7.2).
  [[nodiscard]] std::optional<Match> match(std::string_view topic) const;

 private:
  std::string filter_;
  std::vector<std::string> levels_;  ///< "+" and "#" for wildcards, including named ones
  std::optional<std::size_t> name_at_;
  std::optional<std::size_t> home_at_;
};

/// Whether `filter` matches every topic that `other` matches; both are MQTT filters. A client that
/// subscribes to both would get such a message twice.
bool covers(std::string_view filter, std::string_view other);

/// One [[source]] of the config, as written there.
struct SourceSettings {
  std::string topic;
  std::string format;
  std::string name = {};                    ///< sensor or room, if the topic does not contain it
  std::optional<std::string> pointer = {};  ///< JSON pointer to the value
  bool trust_clock = false;                 ///< for our own node
  std::string unit = {};                    ///< empty: lux
  std::vector<std::string> name_pointers = {};  ///< JSON pointers to the parts of the name
  std::vector<std::string> only = {};  ///< "POINTER=TEXT": messages without this value are ignored
  bool unavailable_is_off = false;     ///< an unreachable lamp is off, not unknown
};

/// The result of one message.
struct Decoded {
  std::variant<Reading, Change, Rejection> what;
  std::string name = {};                ///< of the sensor or room, if known
  std::optional<NodeCount> count = {};  ///< from our own node
  Look look = {};                       ///< for a lamp that is on
  std::string availability = {};        ///< for a lamp: its availability topic
  std::optional<bool> reachable = {};   ///< reported by a message of that topic
  bool has_second = false;              ///< the message also has a light level of another sensor
  std::string home = {};                ///< if there are many; `name` is then name_in_home
};

/// Turns the messages of some topics into readings or lamp changes.
class Source {
 public:
  /// Errors: bad_input for an invalid topic, format or pointer, if the sensor is named by neither
  /// or both of topic and name, and for a pointer in a format without one.
  static Result<Source> make(const SourceSettings& settings);

  /// The filters to subscribe to: the topics of the source, and the availability topics of its
  /// devices.
  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] bool listens_to(std::string_view topic) const {
    return pattern_.match(topic) || (will_ && will_->match(topic));
  }
  [[nodiscard]] Format format() const { return how_.format; }

  /// Whether its topics identify one of many homes.
  [[nodiscard]] bool has_homes() const { return pattern_.has_home(); }

  /// Requires: listens_to(message.topic).
  [[nodiscard]] Decoded decode(const Message& message) const;

 private:
  /// A path in a payload, and the value it must have.
  struct Condition {
    JsonPointer place;
    std::string text;
  };

  Source(TopicPattern pattern, LightFormat how, std::string fixed_name)
      : pattern_(std::move(pattern)), how_(std::move(how)), fixed_name_(std::move(fixed_name)) {}

  Result<void> set_places(const SourceSettings& settings);
  void set_will(const std::string& topic);
  [[nodiscard]] TopicPattern::Match match(std::string_view topic) const;
  [[nodiscard]] std::optional<std::string> name_for(std::string_view topic) const;
  [[nodiscard]] Decoded decode_named(const Message& message) const;
  [[nodiscard]] std::variant<std::string, Rejection> name_of(const Message& message) const;
  [[nodiscard]] Decoded decode_lamp(const Message& message, const std::string& name) const;
  [[nodiscard]] Decoded decode_light(const Message& message, const std::string& name) const;

  TopicPattern pattern_;
  std::optional<TopicPattern> will_;  ///< the availability topics of these devices
  LightFormat how_;
  std::string fixed_name_;  ///< empty if it comes from the topic or payload
  std::vector<JsonPointer> name_places_;
  std::vector<Condition> only_;
  bool unavailable_is_off_ = false;
};

inline constexpr std::size_t max_name_bytes = 64;

/// True for a valid name of a sensor or room: 1 to 64 bytes of UTF-8 without control and invisible
/// characters, without \ , " and without a space or dot at either end. `/` is allowed, because
/// Zigbee2MQTT has it in names; code that turns a name into a path must escape it.
bool is_good_sensor_name(std::string_view name);

}  // namespace lamplighter
