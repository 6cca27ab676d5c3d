// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "playing/presence.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter {

/// Decides which orders from the broker are obeyed. A broker may deliver an order long after it was
/// given: what was ordered on this machine meanwhile wins, and in doubt somebody is home
/// (docs/decisions/late-orders.md).
///
/// The measure is a marker: a random text that we publish on a topic of our own. Whatever the
/// broker delivers after the marker has come back was given after the marker was sent, and so after
/// every order on this machine that was known then. No clock of another machine is compared, and
/// ours may be set at any time. For one thread.
class BrokerOrders {
 public:
  /// Time since the machine was started, sleep included: a clock that nobody sets.
  using Uptime = std::chrono::nanoseconds;

  /// An order counts as live if a marker came back on its connection that was sent at most that
  /// long before: two of the markers that are sent every minute may be late, but not a whole one.
  static constexpr std::chrono::seconds live_limit{90};

  explicit BrokerOrders(Rng rng) : rng_(rng) {}

  /// A new connection: what it brings before the first marker may have waited at the broker.
  void connected(Uptime now);
  void lost();

  /// The text of a new marker, to be published now. `kept`: the order in force, which this marker
  /// is sent after.
  std::string marker(const OccupancyOverride& kept, Uptime now);

  /// A marker that covers `kept` is on its way.
  [[nodiscard]] bool awaits(const OccupancyOverride& kept) const;

  /// The marker came back: the order it was sent after, which is older than all that the broker
  /// delivers from now on. Nothing for any other text.
  std::optional<OccupancyOverride> returned(std::string_view marker);

  /// A marker should have come back long ago: the broker does not let us publish or read it.
  [[nodiscard]] bool is_overdue(Uptime now) const;

  /// What an order from the broker makes of `kept`; nothing where it is not obeyed. `said_at` is
  /// the time by the house's clock. `expires_in`: what is left of the order's MQTT 5 message expiry
  /// interval, where it has one.
  [[nodiscard]] std::optional<OccupancyOverride> decide(
      bool away, std::optional<std::chrono::seconds> expires_in, const OccupancyOverride& kept,
      Instant said_at, Uptime now) const;

 private:
  struct Sent {
    std::string text;
    OccupancyOverride kept;
    Uptime at;
  };

  Rng rng_;
  std::optional<Sent> sent_;  ///< the last marker, until it comes back
  std::optional<OccupancyOverride>
      in_flight_;              ///< the order of a marker that a lost connection took along
  bool has_returned_ = false;  ///< a marker, on this connection
  Uptime since_{};             ///< the broker sent what it delivers now after that
};

}  // namespace lamplighter
