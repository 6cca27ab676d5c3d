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

/// Which topics a source listens to, and where in them the sensor's name stands: an MQTT filter in
/// which one wildcard may be written with a name.
///   tele/{sensor}/SENSOR     as tele/+/SENSOR, the level is the name
///   zigbee2mqtt/{sensor#}    as zigbee2mqtt/#, all the levels are the name; only at the end
/// {room} and {room#} mean the same, and {home} is a level that tells which of many homes it is.
/// `+` and `#` match and name nothing.
class TopicPattern {
 public:
  /// Errors: bad_input where MQTT does not allow the filter, or it has two names or two homes.
  static Result<TopicPattern> parse(std::string_view text);

  /// What to subscribe to.
  [[nodiscard]] const std::string& filter() const { return filter_; }
  [[nodiscard]] bool has_name() const { return name_at_.has_value(); }
  [[nodiscard]] bool has_home() const { return home_at_.has_value(); }

  struct Match {
    std::string_view name;  ///< part of the topic; empty where the pattern has no name
    std::string_view home;  ///< likewise
  };

  /// Nothing where the topic is not one of these. Topics that begin with `$` match no wildcard
  /// there (MQTT 3.1.1, 4.7.2).
  [[nodiscard]] std::optional<Match> match(std::string_view topic) const;

 private:
  std::string filter_;
  std::vector<std::string> levels_;  ///< "+" and "#" for wildcards, named ones too
  std::optional<std::size_t> name_at_;
  std::optional<std::size_t> home_at_;
};

/// Whether every topic that `other` matches is matched by `filter` too; both are MQTT filters. A
/// client that subscribes to both would get such a message twice.
bool covers(std::string_view filter, std::string_view other);

/// One [[source]] of the config, as it is written there.
struct SourceSettings {
  std::string topic;
  std::string format;
  std::string name = {};                    ///< sensor or room, where the topic does not tell it
  std::optional<std::string> pointer = {};  ///< JSON pointer to the value
  bool trust_clock = false;                 ///< of our own node
  std::string unit = {};                    ///< empty: lux
  std::vector<std::string> name_pointers = {};  ///< JSON pointers to the parts of the name
  std::vector<std::string> only =
      {};                           ///< "POINTER=TEXT": messages that do not say so are passed over
  bool unavailable_is_off = false;  ///< a lamp that cannot be reached is off, and not unknown
};

/// What one message came to.
struct Decoded {
  std::variant<Reading, Change, Rejection> what;
  std::string name = {};                ///< sensor's or room's, as far as it could be told
  std::optional<NodeCount> count = {};  ///< of our own node
  Look look = {};                       ///< of a lamp that is on
  std::string availability = {};       ///< of a lamp: the topic that says whether it can be reached
  std::optional<bool> reachable = {};  ///< what a message of that topic says
  bool has_second = false;             ///< the message has a light level of another sensor too
  std::string home = {};               ///< where there are many; `name` is then name_in_home
};

/// Turns the messages of some topics into readings or into changes of lamps.
class Source {
 public:
  /// Errors: bad_input for a topic, format or pointer that is none, a topic and name of which none
  /// or both tell the sensor, a pointer where the format has none.
  static Result<Source> make(const SourceSettings& settings);

  /// What to subscribe to: the topics of the source, and where it is said whether their devices can
  /// be reached.
  [[nodiscard]] std::vector<std::string> filters() const;
  [[nodiscard]] bool listens_to(std::string_view topic) const {
    return pattern_.match(topic) || (will_ && will_->match(topic));
  }
  [[nodiscard]] Format format() const { return how_.format; }

  /// Whether its topics tell which of many homes a message is of.
  [[nodiscard]] bool has_homes() const { return pattern_.has_home(); }

  /// Requires: listens_to(message.topic).
  [[nodiscard]] Decoded decode(const Message& message) const;

 private:
  /// A place in a payload, and what must stand there.
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
  std::string fixed_name_;  ///< empty where topic or payload tells it
  std::vector<JsonPointer> name_places_;
  std::vector<Condition> only_;
  bool unavailable_is_off_ = false;
};

inline constexpr std::size_t max_name_bytes = 64;

/// True for a sensor's or room's name that a row and a person can hold: 1 to 64 bytes of UTF-8
/// without control and invisible characters, without \ , " and without a blank or dot at either
/// end. `/` is allowed, for Zigbee2MQTT has it in names; whoever makes a path of a name escapes it.
bool is_good_sensor_name(std::string_view name);

}  // namespace lamplighter
