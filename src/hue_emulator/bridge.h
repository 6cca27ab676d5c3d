// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "hue_emulator/world.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::hue_emulator {

/// The bridge's event stream: at most one message per second, with the changes in between merged,
/// so a change that is undone within that time is not reported. A message lists resources that were
/// added, members that changed, and resources that were deleted.
class BridgeFeed {
 public:
  /// The initial state is not reported.
  explicit BridgeFeed(const BridgeWorld& world);

  /// Creates a message from the changes since the last one, if at least a second has passed.
  void look(const BridgeWorld& world, Instant now);

  /// The number of the newest message; 0 before the first.
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  /// The number of the message with that id; newest() for an id that is no longer stored.
  [[nodiscard]] std::uint64_t number_of(const std::string& id) const;

  /// The messages after a number as text/event-stream; the last hundred are stored.
  [[nodiscard]] std::vector<std::string> after(std::uint64_t number) const;

 private:
  /// The data that resources are made of. Comparing it is cheaper than creating the resources.
  struct Parts {
    std::string name;
    std::vector<EmulatedLamp> lamps;
    std::vector<EmulatedGroup> groups;
    std::vector<EmulatedSensor> sensors;
    std::vector<GeofenceClient> geofence_clients;

    friend bool operator==(const Parts&, const Parts&) = default;
  };
  using Resources = std::map<std::string, std::string>;  ///< id → JSON text
  struct Message {
    std::uint64_t number;
    std::string id;
    std::string text;
  };

  static Parts parts_of(const BridgeWorld& world);
  std::string changes(const BridgeWorld& world, Instant now);

  Parts parts_;
  Resources announced_;
  Instant last_{};
  std::uint64_t newest_ = 0;
  std::deque<Message> messages_;
};

/// Longer bodies get status 413.
inline constexpr std::size_t longest_bridge_body = 16 * 1024;

/// A Hue bridge as a value: takes a request and the time, returns a response. Without socket or
/// thread; EmulatedBridgeServer adds HTTP.
///
/// It is stricter than a real bridge, never more lenient, so that what works with it works in a
/// house.
class EmulatedBridge {
 public:
  explicit EmulatedBridge(BridgeWorld world) : world_(std::move(world)), feed_(world_) {}

  /// Processes a request at `now` and returns the response. Never fails: invalid requests get a
  /// response too.
  BridgeAnswer answer(const BridgeRequest& request, Instant now);

  /// Presses the link button: for 30 s one application can pair.
  void press_button(Instant now) { world_.button_pressed = now; }

  /// The rejection of a request for the event stream, if any: 403 without a key, 404 if there is no
  /// stream.
  [[nodiscard]] std::optional<BridgeAnswer> refuse_feed(const BridgeRequest& request) const;

  /// The event stream, up to date at `now`.
  const BridgeFeed& feed(Instant now) {
    advance(now);
    feed_.look(world_, now);
    return feed_;
  }

  /// Revokes a key.
  void revoke(const std::string& key) { world_.keys.erase(key); }

  /// Lamps, groups, keys: for tests and the demo, and for injecting faults.
  [[nodiscard]] const BridgeWorld& world() const { return world_; }
  BridgeWorld& world() { return world_; }

 private:
  void advance(Instant now) {
    for (EmulatedSensor& sensor : world_.sensors) sensor.advance(now);
  }

  BridgeWorld world_;
  BridgeFeed feed_;
};

}  // namespace lamplighter::hue_emulator
