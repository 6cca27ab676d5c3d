// SPDX-License-Identifier: Apache-2.0
// The config that the set-up will write, before it is written: its text with every answer applied.
#pragma once

#include "config/config.h"
#include "core/instant.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// An invalid answer: its form field, empty if it is not about one, and the message.
struct SetupFault {
  std::string field;
  Error error;
};

/// Empty: success. Otherwise nothing has changed.
using SetupStep = std::optional<SetupFault>;

/// A key of a room that is set, reset to its default (inner value empty), or left unchanged.
template <typename T>
using Wish = std::optional<std::optional<T>>;

/// The new limits; absent values are unchanged.
struct LimitsWish {
  Wish<bool> after_dark = {};
  std::optional<std::vector<std::string>> hours = {};  ///< "06:30-08:30"
  Wish<double> max_brightness = {};
  Wish<double> max_hours = {};
};

/// The new settings of a room; absent values are unchanged.
struct RoomWish {
  std::string name;
  std::optional<std::vector<std::string>> lamps = {};
  std::optional<std::string> sensor = {};  ///< empty: none
  std::optional<std::string> type = {};    ///< empty: derived from the name
  LimitsWish limits = {};
};

/// The text of a config and the changes to it. Every change is checked before it is applied.
class Draft {
 public:
  /// A draft without changes. `unconfigured`: the settings while there is no file; the store's
  /// folder and the page's addresses are written if they are not the defaults. Errors: a file that
  /// cannot be read, is not TOML, or could not be replaced.
  static Result<Draft> read(const std::string& path, const Config& unconfigured);

  /// The resulting config. Invalid parts of the file may be missing in it.
  [[nodiscard]] const Config& config() const { return config_; }

  /// Sets where the page of a house without a file will listen.
  void set_listen(const std::string& address);

  /// Whether the file exists.
  [[nodiscard]] bool exists() const { return exists_; }

  /// Whether the text differs from the file.
  [[nodiscard]] bool has_changed() const { return text_ != before_; }

  /// Whether the file is still as it was read.
  [[nodiscard]] Result<bool> is_current() const;

  /// Fields: latitude, longitude, time_zone. The time zone is checked against the longitude.
  SetupStep set_place(double latitude, double longitude, const std::string& time_zone, Instant now);

  /// Fields: host, port, user. Uses host, port, user and password_file of `broker`.
  SetupStep set_broker(const BrokerConfig& broker);

  /// Sets the key file of a bridge; an address in the config is replaced.
  SetupStep set_bridge(const std::string& key_file, const std::string& address);

  SetupStep set_home_assistant(const std::string& url, const std::string& token_file);

  /// Adds or changes the given rooms, and removes those in `removed`; one whose lamps and sensor
  /// move together to a new room is renamed instead, so that it keeps its limits and comments.
  /// Lamps at the broker get a [[source]] each, so that manual changes are learned. Fields:
  /// "rooms.0.name" etc., "remove.0".
  SetupStep set_rooms(const std::vector<RoomWish>& rooms, const std::vector<std::string>& removed);

  /// Adds a [[source]] for a light sensor, unless one already listens to its topic.
  SetupStep add_source(const SourceConfig& source);

  /// Limits for all rooms that do not have the key themselves. Fields: after_dark, hours,
  /// max_brightness, max_hours.
  SetupStep set_limits(const LimitsWish& limits);

  /// Replaces all vacations. Fields: "vacations.0.from", "vacations.0.to".
  SetupStep set_vacations(const std::vector<VacationConfig>& vacations);

  /// The complete text to write.
  [[nodiscard]] std::string text() const;

  /// The difference from the file, line by line.
  [[nodiscard]] std::string difference() const;

  /// Why the text cannot be written yet.
  [[nodiscard]] std::optional<std::string> obstacle() const;

  /// Errors: refused if the file has changed meanwhile or there is an obstacle.
  [[nodiscard]] Result<void> check_writable() const;

  /// Writes the whole file. Errors: those of check_writable and files::write_output.
  [[nodiscard]] Result<void> write() const;

 private:
  Draft(std::string path, const Config& unconfigured)
      : path_(std::move(path)), unconfigured_(unconfigured) {}

  void parse();
  SetupStep take(const Result<std::string>& text, const std::string& field);
  SetupStep set_room(const RoomWish& room, const std::string& field);
  SetupStep match_lamp_sources(const RoomName& room);
  SetupStep remove_room(const std::string& name, const std::string& field);
  Result<bool> rename_room(const std::string& name, const std::vector<RoomWish>& rooms);

  std::string path_;
  Config unconfigured_;
  bool exists_ = false;
  std::string before_;
  std::string text_;
  Config config_;
  std::vector<std::string> problems_;  ///< of the file itself, without line numbers
};

/// Sources that report manual changes of a lamp at the broker; none for other lamps.
std::vector<SourceConfig> sources_of_lamp(const std::string& lamp, const RoomName& room,
                                          const LampTopics& topics);

/// The settings of a house before set-up. Started by a service manager or as the first process of a
/// container, its page listens on the network; started manually, on loopback.
Config unconfigured_house(const std::string& path);

/// "06:30-08:30".
std::string to_text(const ClockSpan& span);

}  // namespace lamplighter::app
