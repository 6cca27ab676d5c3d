// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/emulated_bridge_feed.h"
#include "simulation/emulated_bridge_message.h"
#include "simulation/emulated_bridge_world.h"

#include <cstddef>
#include <optional>

namespace lamplighter::simulation {

/// Bodies longer than this are answered with 413.
inline constexpr std::size_t longest_bridge_body = 16 * 1024;

/// A Hue bridge as a value: a request in, an answer out, and the time passed in. No socket, no
/// thread; EmulatedBridgeServer puts HTTP around it.
///
/// It is stricter than a real bridge, never more lenient, so that what works with it works in a
/// house.
class EmulatedBridge {
 public:
  explicit EmulatedBridge(BridgeWorld world) : world_(std::move(world)), feed_(world_) {}

  /// What the bridge answers at `now`, and does about it. Never fails: nonsense has an answer too.
  BridgeAnswer answer(const BridgeRequest& request, Instant now);

  /// Somebody presses the link button: for 30 s one application may be paired.
  void press_button(Instant now) { world_.button_pressed = now; }

  /// Why the event stream is refused to a request, if it is: 403 without a key, 404 where there is
  /// none.
  [[nodiscard]] std::optional<BridgeAnswer> refuse_feed(const BridgeRequest& request) const;

  /// What the event stream has told, brought up to `now`.
  const BridgeFeed& feed(Instant now) {
    feed_.look(world_, now);
    return feed_;
  }

  /// The key is no longer accepted.
  void revoke(const std::string& key) { world_.keys.erase(key); }

  /// Lamps, groups, keys: what a test or a demo looks at and what a fault changes.
  [[nodiscard]] const BridgeWorld& world() const { return world_; }
  BridgeWorld& world() { return world_; }

 private:
  BridgeWorld world_;
  BridgeFeed feed_;
};

}  // namespace lamplighter::simulation
