// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "hue/bridge_lamps.h"
#include "hue/pairing.h"
#include "hue/transport.h"
#include "ports/clock.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// A paired bridge and the connection to it.
class BridgeLink {
 public:
  BridgeLink(hue::Pairing pairing, std::unique_ptr<hue::Transport> transport, Clock& clock,
             std::stop_token stop);

  [[nodiscard]] const hue::Pairing& pairing() const { return pairing_; }
  [[nodiscard]] hue::Bridge& bridge() { return bridge_; }

 private:
  hue::Pairing pairing_;
  std::unique_ptr<hue::Transport> transport_;
  hue::Bridge bridge_;
};

/// Opens the bridge of [hue]; nothing is sent yet; `stop` interrupts requests. The address of the
/// config takes precedence over that of the key file. Errors: refused if other users may read the
/// key; not_found without a key file; bad_input.
Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, Clock& clock,
                                                std::stop_token stop = {},
                                                const http::Limits& limits = hue::bridge_limits);

/// The same with a given pairing. Errors: an invalid address or ca_file.
Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, hue::Pairing pairing,
                                                Clock& clock, std::stop_token stop,
                                                const http::Limits& limits);

/// The pairing in [hue] key_file, with the address of the config if it has one. Errors: those of
/// open_bridge.
Result<hue::Pairing> read_pairing(const HueConfig& config);

/// Requests a key from a bridge; empty if its button has not been pressed. Errors: those of
/// Transport::send; refused.
Result<std::optional<std::string>> ask_for_key(hue::Transport& transport);

/// The pairing to store, with the key that a bridge issued.
hue::Pairing pairing_of(const hue::Approach& approach, const std::string& key);

/// The lamps of the bridge of [hue], at its current address. After each failure the key file is
/// read again, so that a new key is used at once. A bridge that is unreachable for a while is
/// searched by its id, and used at its new address once its certificate is verified.
/// Single-threaded, except for `notice`.
class PairedLamps final : public Lamps {
 public:
  /// Returns the bridges that announce themselves on this network.
  using FindBridges = std::function<std::vector<hue::FoundBridge>(const std::stop_token&)>;

  struct Calls {
    FindBridges find;
    hue::BridgeLamps::News news = nullptr;
    std::function<void(const hue::Pairing&)> on_pairing = nullptr;  ///< another one is used now
    hue::Interruption order = {};  ///< while an order is wanted, a busy bridge is not waited for
  };

  /// How long a bridge must be unreachable before it is searched; later searches have growing
  /// pauses.
  static constexpr std::chrono::seconds search_after{15};
  static constexpr std::chrono::seconds longest_search_pause{30 * 60};

  /// Sends nothing yet. Errors: those of open_bridge. Requires: the clock outlives this.
  static Result<std::unique_ptr<PairedLamps>> open(const HueConfig& config,
                                                   std::vector<hue::RoomLamps> rooms, Clock& clock,
                                                   const std::stop_token& stop,
                                                   const http::Limits& limits, Calls calls);

  /// As for hue::BridgeLamps. If another bridge was found, an error mentions it.
  LampReplies command(const LampRequests& requests) override;
  Result<HouseLook> look() override;

  /// The current address of the bridge, if config or key file have another one that cannot be
  /// changed automatically. Thread-safe.
  [[nodiscard]] std::optional<std::string> notice() const;

 private:
  PairedLamps(const HueConfig& config, std::vector<hue::RoomLamps> rooms, Clock& clock,
              std::stop_token stop, const http::Limits& limits, Calls calls);
  bool take_new_key();
  void is_back();
  bool is_search_due();
  bool find_bridge();
  bool try_address(const hue::Address& address);
  void use(std::unique_ptr<BridgeLink> link);
  void keep_address();

  HueConfig config_;
  std::vector<hue::RoomLamps> rooms_;
  Clock& clock_;
  std::stop_token stop_;
  http::Limits limits_;
  Calls calls_;
  hue::Pairing in_file_;  ///< as last read, with the address of the config
  std::unique_ptr<BridgeLink> link_;
  std::unique_ptr<hue::BridgeLamps> lamps_;
  std::optional<Instant> unreachable_since_;
  std::chrono::seconds search_pause_{search_after};
  std::string offer_;         ///< a bridge that the last search found instead
  mutable std::mutex mutex_;  ///< guards notice_
  std::optional<std::string> notice_;
};

/// The bridges that announce themselves by multicast DNS. Errors: those of listen_for_services.
Result<std::vector<hue::FoundBridge>> announced_bridges(std::chrono::milliseconds listening,
                                                        const std::stop_token& stop);

/// The bridges that announce themselves, and those that the config's discovery service knows;
/// Signify's is queried only if the config names it.
std::vector<hue::FoundBridge> bridges_here(
    const HueConfig& config, const std::stop_token& stop,
    std::chrono::milliseconds listening = std::chrono::seconds(3));

/// The text of [hue] ca_file, empty if none is given. Errors: those of read_text_file.
Result<std::string> read_authorities(const HueConfig& config);

/// The bridge's lamps in the rooms of the config; rooms without any are omitted. Errors: those of
/// sort_lamps.
Result<std::vector<hue::RoomLamps>> room_lamps(const Config& config);

}  // namespace lamplighter::app
