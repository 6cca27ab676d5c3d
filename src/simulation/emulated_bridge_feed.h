// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "simulation/emulated_bridge_world.h"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace lamplighter::simulation {

/// What the bridge tells its listeners: at most one message a second, the changes of the time in
/// between merged, so that what came and went again is never told.
class BridgeFeed {
 public:
  /// What is so at the start is not told.
  explicit BridgeFeed(const BridgeWorld& world) { told_ = look_at(world); }

  /// Makes a message of what changed since the last one, if a second has passed since then.
  void look(const BridgeWorld& world, Instant now);

  /// The number of the newest message; 0 before the first.
  [[nodiscard]] std::uint64_t newest() const { return newest_; }

  /// The number of the message with that id; newest() for an id that is not kept.
  [[nodiscard]] std::uint64_t number_of(const std::string& id) const;

  /// The messages after a number as text/event-stream; the last hundred are kept.
  [[nodiscard]] std::vector<std::string> after(std::uint64_t number) const;

 private:
  struct Told {
    std::vector<LampSettings> lamps;
    std::vector<bool> reachable;
  };
  struct Message {
    std::uint64_t number;
    std::string id;
    std::string text;
  };

  static Told look_at(const BridgeWorld& world);
  std::string changes(const BridgeWorld& world, const Told& seen, Instant now);

  Told told_;
  Instant last_{};
  std::uint64_t newest_ = 0;
  std::deque<Message> messages_;
};

}  // namespace lamplighter::simulation
