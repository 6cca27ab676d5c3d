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

/// What the bridge tells its listeners: at most one message a second, the changes of the time in
/// between merged, so that what came and went again is never told. A message tells what was added,
/// the members that changed, and what was deleted.
class BridgeFeed {
 public:
  /// What is so at the start is not told.
  explicit BridgeFeed(const BridgeWorld& world);

  /// Makes a message of what changed since the last one, if a second has passed since then.
  void look(const BridgeWorld& world, Instant now);

  /// The number of the newest message; 0 before the first.
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  /// The number of the message with that id; newest() for an id that is not kept.
  [[nodiscard]] std::uint64_t number_of(const std::string& id) const;

  /// The messages after a number as text/event-stream; the last hundred are kept.
  [[nodiscard]] std::vector<std::string> after(std::uint64_t number) const;

 private:
  /// What resources are made of. Comparing it costs less than making them.
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
    advance(now);
    feed_.look(world_, now);
    return feed_;
  }

  /// The key is no longer accepted.
  void revoke(const std::string& key) { world_.keys.erase(key); }

  /// Lamps, groups, keys: what a test or a demo looks at and what a fault changes.
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
