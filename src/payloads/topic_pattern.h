// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
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

}  // namespace lamplighter
