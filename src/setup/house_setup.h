// SPDX-License-Identifier: Apache-2.0
// The set-up of one house, from the first question to the written config. The page and
// `lamplighter setup` are two faces of it.
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

/// So many days of the past can be asked for.
inline constexpr int most_days_of_past = 36500;

/// Whose set-up it is.
struct SetupSettings {
  std::string path;                         ///< of the config
  Config unconfigured;                      ///< as Draft::read has it
  std::function<void()> on_change = [] {};  ///< what a look would show is another; any thread
};

/// How pairing goes.
struct PairingState {
  hue::Approach approach;
  bool is_running = false;
  int seconds_left = 0;
  std::string trouble = {};  ///< why it ended without a key
};

/// What is set up so far.
struct SetupLook {
  std::optional<std::string> problem = {};  ///< why nothing can be set up
  bool exists = false;
  bool has_changed = false;
  bool is_importing = false;  ///< a past that was asked for is not imported yet
  Config config = {};
  std::optional<hue::Approach> bridge = {};  ///< the one that was paired here
  std::optional<PairingState> pairing = {};
  std::string broker_note = {};
  std::string home_assistant_note = {};
};

/// What was heard, and since when it is looked for.
struct HeardLook {
  bool is_looking = false;
  HouseHeard heard = {};
  std::vector<ProposedRoom> proposed = {};
};

/// What would be written.
struct SetupPreview {
  std::string difference;
  std::string text;
  std::vector<std::string> secrets;  ///< files that would be written before it
  std::optional<std::string> obstacle;
};

/// Every function may be called from any thread; those that try something wait for it.
class HouseSetup {
 public:
  static constexpr int pairing_seconds = 60;

  explicit HouseSetup(SetupSettings settings);
  ~HouseSetup();
  HouseSetup(const HouseSetup&) = delete;
  HouseSetup& operator=(const HouseSetup&) = delete;

  [[nodiscard]] SetupLook look();

  /// Begins again with what the file says.
  void discard();

  /// Where the page will listen, if there is no config yet that says so.
  void set_listen(const std::string& address);

  SetupStep set_place(double latitude, double longitude, const std::string& time_zone);

  /// The place that Home Assistant has. Field: from.
  SetupStep take_place_of_home_assistant();

  /// Errors: those of find_bridges.
  Result<std::vector<hue::FoundBridge>> find_bridges();

  /// Finds out who is at an address, and waits for its button on a thread of its own. Field:
  /// address.
  SetupStep begin_pairing(const std::string& address);
  void end_pairing();

  std::vector<FoundBroker> find_brokers(int port = 1883);

  /// Tries it, and takes it on where it lets us in. `password` absent: as it was. Fields: host,
  /// port, user, password.
  SetupStep set_broker(BrokerConfig broker, const std::optional<std::string>& password);

  /// Errors: not_found where none announces itself; unavailable where it cannot be looked for.
  Result<std::vector<home_assistant::FoundHome>> find_home_assistants();

  /// Tries it, as set_broker. Fields: url, token.
  SetupStep set_home_assistant(const std::string& url, const std::optional<std::string>& token);

  SetupStep set_rooms(const std::vector<RoomWish>& rooms, const std::vector<std::string>& removed);
  SetupStep set_limits(const LimitsWish& limits);
  SetupStep set_vacations(const std::vector<VacationConfig>& vacations);

  /// Listens on a thread of its own, unless it is done already and not wanted `anew`.
  void listen(bool anew);
  [[nodiscard]] HeardLook heard();

  /// Blinks lamps, or a room's. Field: room; refused while they are played.
  SetupStep blink(const std::string& room, std::vector<std::string> lamps);

  [[nodiscard]] SetupPreview preview();

  /// Writes secrets, each in a file of mode 0600, and then the config. With days of the past the
  /// next start of the service imports them first. Errors: those of Draft::check_writable and of
  /// the files.
  Result<void> write(std::optional<int> days_of_past = {});

 private:
  void read();
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
  std::mutex mutex_;  ///< guards what follows
  std::optional<std::string> problem_;
  std::optional<Draft> draft_;  ///< none where there is a problem
  SetupSecrets secrets_;
  std::optional<hue::Approach> bridge_;
  std::optional<PairingState> pairing_;
  std::string broker_note_;
  std::string home_note_;
  std::optional<home_assistant::HomeFacts> facts_;
  std::optional<HouseHeard> heard_;
  bool is_looking_ = false;
  std::mutex beginning_;  ///< guards the threads, which take the other one
  std::jthread pairing_thread_;
  std::jthread hearing_thread_;
};

/// Imports what of Home Assistant's past a set-up has asked for, in a process of its own, beside
/// the service; nothing where none has. What `stop` interrupts, the next call does. Errors: those
/// of the import, which is not tried again.
Result<void> import_wanted_past(const Config& config, const std::stop_token& stop);

}  // namespace lamplighter::app
