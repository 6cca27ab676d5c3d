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

/// A paired bridge and the way to it.
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

/// The bridge of [hue]; nothing is sent yet; `stop` interrupts what is. The address of the config
/// goes before that of the key file. Errors: refused where others may read the key; not_found
/// without a key file; bad_input.
Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, Clock& clock,
                                                std::stop_token stop = {},
                                                const http::Limits& limits = hue::bridge_limits);

/// The same with a pairing that was read. Errors: an address or ca_file that cannot be read.
Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, hue::Pairing pairing,
                                                Clock& clock, std::stop_token stop,
                                                const http::Limits& limits);

/// The pairing of [hue] key_file, at the address of the config where it gives one. Errors: those of
/// open_bridge.
Result<hue::Pairing> read_pairing(const HueConfig& config);

/// Asks a bridge for a key; nothing while its button has not been pressed. Errors: those of
/// Transport::send; refused.
Result<std::optional<std::string>> ask_for_key(hue::Transport& transport);

/// What pairing leaves behind, with the key that a bridge gave.
hue::Pairing pairing_of(const hue::Approach& approach, const std::string& key);

/// The lamps of the bridge of [hue], wherever it is now. Whenever it fails, the key file is read
/// again, so that a key that was paired anew is used at once. A bridge that cannot be reached for a
/// while is looked for by its id, and used at its new address once its certificate was verified.
/// One thread, but for `notice`.
class PairedLamps final : public Lamps {
 public:
  /// The bridges that are in this network, as they say.
  using FindBridges = std::function<std::vector<hue::FoundBridge>(const std::stop_token&)>;

  struct Calls {
    FindBridges find;
    hue::BridgeLamps::News news = nullptr;
    std::function<void(const hue::Pairing&)> on_pairing = nullptr;  ///< another one is used now
    hue::Interruption order = {};  ///< for which a bridge that is too busy is not waited for
  };

  /// A bridge is looked for when it could not be reached so long, and then with growing pauses.
  static constexpr std::chrono::seconds search_after{15};
  static constexpr std::chrono::seconds longest_search_pause{30 * 60};

  /// Sends nothing yet. Errors: those of open_bridge. Requires: the clock outlives this.
  static Result<std::unique_ptr<PairedLamps>> open(const HueConfig& config,
                                                   std::vector<hue::RoomLamps> rooms, Clock& clock,
                                                   const std::stop_token& stop,
                                                   const http::Limits& limits, Calls calls);

  /// As those of hue::BridgeLamps. Where another bridge was found, an error says so too.
  LampReplies command(const LampRequests& requests) override;
  Result<HouseLook> look() override;

  /// Where the bridge is now, if the config or key file says otherwise and cannot be changed by us.
  /// Any thread.
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
  std::string offer_;         ///< what the last search found instead
  mutable std::mutex mutex_;  ///< guards notice_
  std::optional<std::string> notice_;
};

/// The bridges that announce themselves here by multicast DNS. Errors: those of
/// listen_for_services.
Result<std::vector<hue::FoundBridge>> announced_bridges(std::chrono::milliseconds listening,
                                                        const std::stop_token& stop);

/// The bridges that announce themselves here, and those that the discovery service of the config
/// knows; that of Signify is not asked without being named.
std::vector<hue::FoundBridge> bridges_here(
    const HueConfig& config, const std::stop_token& stop,
    std::chrono::milliseconds listening = std::chrono::seconds(3));

/// The text of [hue] ca_file, empty where none is named. Errors: those of read_text_file.
Result<std::string> read_authorities(const HueConfig& config);

/// What the config says of the bridge's lamps in its rooms; rooms without any are left out. Errors:
/// those of sort_lamps.
Result<std::vector<hue::RoomLamps>> room_lamps(const Config& config);

}  // namespace lamplighter::app
