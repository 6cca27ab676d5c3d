// SPDX-License-Identifier: Apache-2.0
// The set-up of one house, from the first question to the written config. Used by the page and by
// `lamplighter setup`.
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "hue/pairing.h"
#include "ports/clock.h"
#include "setup/draft.h"
#include "setup/live.h"
#include "system/clocks.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::app {

/// Most days of history that can be requested.
inline constexpr int most_days_of_past = 36500;

/// The parameters of a set-up.
struct SetupSettings {
  std::string path;                         ///< of the config
  Config unconfigured;                      ///< as for Draft::read
  std::function<void()> on_change = [] {};  ///< called on any thread when the state has changed
};

/// The progress of pairing.
struct PairingState {
  hue::Approach approach;
  bool is_running = false;
  int seconds_left = 0;
  std::string trouble = {};  ///< why it ended without a key
};

/// The current state of the set-up.
struct SetupLook {
  std::optional<std::string> problem = {};  ///< why set-up is not possible
  bool exists = false;
  bool has_changed = false;
  bool is_importing = false;  ///< a requested import of history is pending
  Config config = {};
  std::optional<hue::Approach> bridge = {};  ///< the bridge that was paired in this set-up
  std::string bridge_address = {};           ///< of the bridge in the config
  std::optional<PairingState> pairing = {};
  std::string broker_note = {};
  std::string home_assistant_note = {};
};

/// What was found, and since when the search has been running.
struct HeardLook {
  bool is_looking = false;
  HouseHeard heard = {};
  std::vector<ProposedRoom> proposed = {};
};

/// What would be written.
struct SetupPreview {
  std::string difference;
  std::string text;
  std::vector<std::string> secrets;  ///< files that would be written first
  std::optional<std::string> obstacle;
};

/// Thread-safe; functions that test a connection block until it is done.
class HouseSetup {
 public:
  static constexpr int pairing_seconds = 60;

  explicit HouseSetup(SetupSettings settings);
  ~HouseSetup();
  HouseSetup(const HouseSetup&) = delete;
  HouseSetup& operator=(const HouseSetup&) = delete;

  [[nodiscard]] SetupLook look();

  /// Starts over from the file. As long as nothing is entered, a changed file is read by itself.
  void discard();

  /// Sets where the page will listen, if there is no config yet.
  void set_listen(const std::string& address);

  SetupStep set_place(double latitude, double longitude, const std::string& time_zone);

  /// Uses the location from Home Assistant. Field: from.
  SetupStep take_place_of_home_assistant();

  /// Errors: those of find_bridges.
  Result<std::vector<hue::FoundBridge>> find_bridges();

  /// Identifies the bridge at an address, and waits for its button on a separate thread. Field:
  /// address.
  SetupStep begin_pairing(const std::string& address);
  void end_pairing();

  std::vector<FoundBroker> find_brokers(int port = 1883);

  /// Tests the broker, and applies the settings if the login succeeds. `password` absent:
  /// unchanged. Fields: host, port, user, password.
  SetupStep set_broker(BrokerConfig broker, const std::optional<std::string>& password);

  /// Errors: not_found if none announces itself; unavailable if the search is not possible.
  Result<std::vector<home_assistant::FoundHome>> find_home_assistants();

  /// Tests Home Assistant, as set_broker does. `typed`: also without scheme and port, or with the
  /// path that a browser shows. Fields: url, token.
  SetupStep set_home_assistant(const std::string& typed, const std::optional<std::string>& token);

  SetupStep set_rooms(const std::vector<RoomWish>& rooms, const std::vector<std::string>& removed);
  SetupStep set_limits(const LimitsWish& limits);
  SetupStep set_vacations(const std::vector<VacationConfig>& vacations);

  /// Searches on a separate thread, unless this is already done and `anew` is false.
  void listen(bool anew);
  [[nodiscard]] HeardLook heard();

  /// Blinks the given lamps, or those of a room. Field: room; refused while they are played.
  SetupStep blink(const std::string& room, std::vector<std::string> lamps);

  [[nodiscard]] SetupPreview preview();

  /// Writes secrets, each to a file of mode 0600, and then the config. With days of history, the
  /// next start of the service imports them first. Errors: those of Draft::check_writable and of
  /// the files.
  Result<void> write(std::optional<int> days_of_past = {});

 private:
  void read();
  void read_if_changed();
  void wait_for_button(const hue::Approach& approach, const std::stop_token& stop);
  void keep_pairing(const hue::Approach& approach, const std::string& key);
  void show_seconds(int seconds);
  void fail_pairing(const std::string& why);
  void hear(const std::stop_token& stop);
  [[nodiscard]] std::string secret_file(const std::string& named, const char* name) const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> secret_texts() const;
  SetupStep change(const std::function<SetupStep(Draft&)>& step);
  SetupStep add_sensor_sources(const std::vector<RoomWish>& rooms, Draft& draft) const;

  SetupSettings settings_;
  SystemClock clock_;
  std::stop_source closing_;
  std::mutex mutex_;  ///< guards the members below
  std::optional<std::string> problem_;
  std::optional<Draft> draft_;  ///< empty if there is a problem
  SetupSecrets secrets_;
  std::optional<hue::Approach> bridge_;
  std::optional<PairingState> pairing_;
  std::string broker_note_;
  std::string home_note_;
  std::optional<home_assistant::HomeFacts> facts_;
  std::optional<HouseHeard> heard_;
  bool is_looking_ = false;
  std::mutex beginning_;  ///< guards the threads, which lock mutex_
  std::jthread pairing_thread_;
  std::jthread hearing_thread_;
};

/// Runs the import of Home Assistant's history that a set-up requested, as a child process beside
/// the service; does nothing if none is pending. If `stop` interrupts it, the next call repeats it.
/// Errors: those of the import, which is not retried.
Result<void> import_wanted_past(const Config& config, const std::stop_token& stop);

}  // namespace lamplighter::app
