// SPDX-License-Identifier: Apache-2.0
// What the set-up will write, before it is written: the text of the config with every answer in it.
#pragma once

#include "config/config.h"
#include "core/instant.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What of an answer is wrong: its field, empty where it is none of them, and the sentence.
struct SetupFault {
  std::string field;
  Error error;
};

/// Nothing: done. Otherwise nothing has changed.
using SetupStep = std::optional<SetupFault>;

/// A key of a room that may be set, reset to its default (nothing inside), or left as it is.
template <typename T>
using Wish = std::optional<std::optional<T>>;

/// Limits as they are to be; what is absent stays.
struct LimitsWish {
  Wish<bool> after_dark = {};
  std::optional<std::vector<std::string>> hours = {};  ///< "06:30-08:30"
  Wish<double> max_brightness = {};
  Wish<double> max_hours = {};
};

/// A room as it is to be; what is absent stays.
struct RoomWish {
  std::string name;
  std::optional<std::vector<std::string>> lamps = {};
  std::optional<std::string> sensor = {};  ///< empty: none
  std::optional<std::string> type = {};    ///< empty: as the name indicates
  LimitsWish limits = {};
};

/// The text of a config and what was changed in it. Every change is checked before it is taken.
class Draft {
 public:
  /// The draft that changes nothing. `unconfigured`: what holds where there is no file yet, of
  /// which the store's folder and the page's addresses are written if they are not the usual ones.
  /// Errors: a file that cannot be read, is not TOML, or could not be replaced.
  static Result<Draft> read(const std::string& path, const Config& unconfigured);

  /// As it will be. Requires of users: what the file itself has wrong may be missing in it.
  [[nodiscard]] const Config& config() const { return config_; }

  /// Where the page of a house without a file will listen.
  void set_listen(const std::string& address);

  /// Whether there is a file.
  [[nodiscard]] bool exists() const { return exists_; }

  /// Whether the text differs from the file.
  [[nodiscard]] bool has_changed() const { return text_ != before_; }

  /// Fields: latitude, longitude, time_zone. The zone is checked against the longitude.
  SetupStep set_place(double latitude, double longitude, const std::string& time_zone, Instant now);

  /// Fields: host, port, user. Of `broker` host, port, user and password_file are taken.
  SetupStep set_broker(const BrokerConfig& broker);

  /// The key file of a bridge; an address in the config becomes this one.
  SetupStep set_bridge(const std::string& key_file, const std::string& address);

  SetupStep set_home_assistant(const std::string& url, const std::string& token_file);

  /// Rooms that are named are added or changed, those of `removed` are taken away; for lamps at the
  /// broker there is a [[source]] each, so that what people do with them is learned. Fields:
  /// "rooms.0.name" and so on, "remove.0".
  SetupStep set_rooms(const std::vector<RoomWish>& rooms, const std::vector<std::string>& removed);

  /// A [[source]] for a light sensor, where none listens to its topic yet.
  SetupStep add_source(const SourceConfig& source);

  /// Limits of all rooms, for each that does not have the key itself. Fields: after_dark, hours,
  /// max_brightness, max_hours.
  SetupStep set_limits(const LimitsWish& limits);

  /// All vacations. Fields: "vacations.0.from", "vacations.0.to".
  SetupStep set_vacations(const std::vector<VacationConfig>& vacations);

  /// The whole text, as it is to be written.
  [[nodiscard]] std::string text() const;

  /// What that differs from the file in, line by line.
  [[nodiscard]] std::string difference() const;

  /// Why the text cannot be written yet.
  [[nodiscard]] std::optional<std::string> obstacle() const;

  /// Errors: refused where the file has changed meanwhile or there is an obstacle.
  [[nodiscard]] Result<void> check_writable() const;

  /// Writes it whole. Errors: those of check_writable and files::write_output.
  [[nodiscard]] Result<void> write() const;

 private:
  Draft(std::string path, const Config& unconfigured)
      : path_(std::move(path)), unconfigured_(unconfigured) {}

  void parse();
  SetupStep take(const Result<std::string>& text, const std::string& field);
  SetupStep set_room(const RoomWish& room, const std::string& field);
  SetupStep match_lamp_sources(const RoomName& room);
  SetupStep remove_room(const std::string& name, const std::string& field);

  std::string path_;
  Config unconfigured_;
  bool exists_ = false;
  std::string before_;
  std::string text_;
  Config config_;
  std::vector<std::string> problems_;  ///< of the file itself, without their lines
};

/// Sources that tell what people do with a lamp at the broker; none for other lamps.
std::vector<SourceConfig> sources_of_lamp(const std::string& lamp, const RoomName& room,
                                          const LampTopics& topics);

/// What a house is before anything was set up. Started by a service manager or as the first process
/// of a container, its page listens to the network; started manually, to this machine.
Config unconfigured_house(const std::string& path);

/// "06:30-08:30".
std::string to_text(const ClockSpan& span);

}  // namespace lamplighter::app
