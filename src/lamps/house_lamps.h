// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/random.h"
#include "core/result.h"
#include "home_assistant/assisted_lamps.h"
#include "hue/event_stream.h"
#include "lamps/bridge_link.h"
#include "mqtt/broker_lamps.h"
#include "playing/joined_lamps.h"
#include "ports/clock.h"
#include "ports/lamps.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace lamplighter::app {

/// Lamps that could not be opened at the start, because a key, password or token was missing. Each
/// look tries again, at most every 30 seconds; until it succeeds, every call gives the reason. One
/// thread, but for `trouble`.
class LateLamps final : public Lamps {
 public:
  using Open = std::function<Result<std::unique_ptr<Lamps>>()>;

  /// `trouble`: why `open` failed just now. Requires: the clock outlives this.
  LateLamps(Open open, Error trouble, const Clock& clock);

  /// Errors: why the lamps cannot be opened; then those of the lamps.
  LampReplies command(const LampRequests& requests) override;
  Result<HouseLook> look() override;

  /// Why the lamps cannot be opened; nothing once they are. Any thread.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  void try_again();

  Open open_;
  const Clock& clock_;
  Instant next_try_;
  std::unique_ptr<Lamps> lamps_;
  mutable std::mutex mutex_;  ///< guards trouble_
  std::optional<Error> trouble_;
};

/// How long lamps may take, in real time; other values are for tests.
struct LampLimits {
  http::Limits bridge = hue::bridge_limits;
  http::Limits home_assistant = lamplighter::home_assistant::home_assistant_limits;
  LampWaits waits = {};
  std::chrono::milliseconds search{3000};  ///< for announcements of a bridge that went elsewhere
  Clock* listening = nullptr;  ///< that of the thread that listens to a bridge; null: the house's
};

/// The lamps of a config, of every kind it names.
class HouseLamps {
 public:
  /// Asks nobody: bridge, broker and Home Assistant may come later. A kind whose key, password or
  /// token cannot be read is tried again while the others are played. Errors: a config that is
  /// wrong; that of the first kind where none can be opened. Requires: the clock outlives this, and
  /// threads may share it.
  static Result<std::unique_ptr<HouseLamps>> open(const Config& config, Clock& clock, Rng rng,
                                                  const LampLimits& limits = {});

  /// Interrupts what is under way.
  ~HouseLamps();

  [[nodiscard]] Lamps& lamps() { return *lamps_; }

  /// From now on, from threads of their own, `on_change` is called when a lamp said that it
  /// changed, of the kinds that say so without being asked; and `on_answer` when lamps answered
  /// that were too slow to be waited for; and while an order is wanted, a bridge that is too busy
  /// is not waited for. Until `unwatch`.
  void watch(const std::function<void()>& on_change, const std::function<void()>& on_answer,
             hue::Interruption order = {});
  void unwatch();

  /// A sentence for each kind that could not be opened yet. Any thread.
  [[nodiscard]] std::vector<std::string> troubles() const;

  /// What a person should change though the lamps are played, if anything. Any thread.
  [[nodiscard]] std::optional<std::string> notice() const;

 private:
  explicit HouseLamps(const LampLimits& limits) : limits_(limits) {}
  void add_kind(LateLamps::Open open, std::set<RoomName> rooms);
  Result<void> open_bridge_lamps(const Config& config, Clock& clock);
  hue::Interruption order();
  void follow_bridge(const HueConfig& config, const hue::Pairing& pairing);
  [[nodiscard]] Clock& listening_clock() const;
  Result<void> open_broker_lamps(const Config& config, const Clock& clock, Rng rng);
  Result<void> open_assisted_lamps(const Config& config);

  LampLimits limits_;
  std::stop_source closing_;
  Clock* clock_ = nullptr;
  std::vector<LampKind> kinds_;         ///< until they are joined
  std::vector<const LateLamps*> late_;  ///< of the kinds, those that were not open at the start
  std::optional<Error> first_failure_;  ///< of opening a kind
  bool any_open_ = false;
  mutable std::mutex watching_;          ///< guards what follows: kinds may open on their threads
  std::function<void()> on_change_;      ///< while watching
  hue::Interruption order_;              ///< while watching
  PairedLamps* bridge_lamps_ = nullptr;  ///< one of the kinds
  std::unique_ptr<hue::BridgeStream> stream_;  ///< none for bridges of version 1
  mqtt::BrokerLamps* broker_lamps_ = nullptr;  ///< one of the kinds
  std::optional<hue::LampWatch> watch_;
  std::unique_ptr<JoinedLamps> lamps_;  ///< its threads end before what they use
};

/// Where the Home Assistant of a config is, and its token. Errors: those of read_secret_file;
/// bad_input where the config does not say.
Result<home_assistant::Access> home_assistant_access(const HomeAssistantConfig& config);

/// Logs into Home Assistant's address with the token of the config; `stop` interrupts requests.
/// Errors: a url, token file or ca_file that is wrong.
Result<std::unique_ptr<home_assistant::Client>> open_home_assistant(
    const HomeAssistantConfig& config,
    const http::Limits& limits = home_assistant::home_assistant_limits, std::stop_token stop = {});

/// The rooms of a config with lamps at the broker. Errors: those of sort_lamps.
Result<std::vector<mqtt::BrokerRoom>> broker_rooms(const Config& config);

/// How we log in to the broker for the lamps. Errors: those of broker_login.
Result<mqtt::Settings> lamps_login(const BrokerConfig& broker);

}  // namespace lamplighter::app
