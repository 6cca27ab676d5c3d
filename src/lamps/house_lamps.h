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
/// look tries again, at most every 30 seconds; until it succeeds, every call returns the reason.
/// Single-threaded, except for `trouble`.
class LateLamps final : public Lamps {
 public:
  using Open = std::function<Result<std::unique_ptr<Lamps>>()>;

  /// `trouble`: why `open` has just failed. Requires: the clock outlives this.
  LateLamps(Open open, Error trouble, const Clock& clock);

  /// Errors: why the lamps cannot be opened; once open, those of the lamps.
  LampReplies command(const LampRequests& requests) override;
  Result<HouseLook> look() override;

  /// Why the lamps cannot be opened; empty once they are open. Thread-safe.
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
  std::chrono::milliseconds search{3000};  ///< for announcements of a bridge that moved
  Clock* listening = nullptr;  ///< of the thread that follows a bridge; null: the house's clock
};

/// All lamps of a config, of every kind.
class HouseLamps {
 public:
  /// Contacts nothing: bridge, broker and Home Assistant may appear later. A kind whose key,
  /// password or token cannot be read is retried while the others are played. Errors: an invalid
  /// config; that of the first kind if none can be opened. Requires: the clock outlives this and is
  /// thread-safe.
  static Result<std::unique_ptr<HouseLamps>> open(const Config& config, Clock& clock, Rng rng,
                                                  const LampLimits& limits = {});

  /// Interrupts requests in progress.
  ~HouseLamps();

  [[nodiscard]] Lamps& lamps() { return *lamps_; }

  /// Until `unwatch`: calls `on_change` when a lamp reported a change, for the kinds that report
  /// without polling, and `on_answer` when lamps answered that were too slow to wait for, both on
  /// internal threads; and while an order is wanted, does not wait for a busy bridge.
  void watch(const std::function<void()>& on_change, const std::function<void()>& on_answer,
             hue::Interruption order = {});
  void unwatch();

  /// A sentence for each kind that could not be opened yet. Thread-safe.
  [[nodiscard]] std::vector<std::string> troubles() const;

  /// A recommendation for the user although the lamps work, if any. Thread-safe.
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
  std::vector<const LateLamps*> late_;  ///< the kinds that were not open at the start
  std::optional<Error> first_failure_;  ///< of opening a kind
  bool any_open_ = false;
  mutable std::mutex watching_;  ///< guards the members below: kinds may be opened on their threads
  std::function<void()> on_change_;            ///< while watching
  hue::Interruption order_;                    ///< while watching
  PairedLamps* bridge_lamps_ = nullptr;        ///< one of the kinds
  std::unique_ptr<hue::BridgeStream> stream_;  ///< null for bridges with version 1
  mqtt::BrokerLamps* broker_lamps_ = nullptr;  ///< one of the kinds
  std::optional<hue::LampWatch> watch_;
  std::unique_ptr<JoinedLamps> lamps_;  ///< its threads end before the members they use
};

/// The address of the config's Home Assistant, and its token. Errors: those of read_secret_file;
/// bad_input if the config has no address.
Result<home_assistant::Access> home_assistant_access(const HomeAssistantConfig& config);

/// A client for the config's Home Assistant; `stop` interrupts requests. Errors: an invalid url,
/// token file or ca_file.
Result<std::unique_ptr<home_assistant::Client>> open_home_assistant(
    const HomeAssistantConfig& config,
    const http::Limits& limits = home_assistant::home_assistant_limits, std::stop_token stop = {});

/// The rooms of a config with lamps at the broker. Errors: those of sort_lamps.
Result<std::vector<mqtt::BrokerRoom>> broker_rooms(const Config& config);

/// The broker login for the lamps. Errors: those of broker_login.
Result<mqtt::Settings> lamps_login(const BrokerConfig& broker);

}  // namespace lamplighter::app
