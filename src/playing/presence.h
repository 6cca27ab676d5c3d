// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"
#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// The household's last order on whether it is away. Without one, it is home.
struct OccupancyOverride {
  bool away = false;
  Instant said_at{};
  std::optional<Instant> until = std::nullopt;  ///< of an `away` that ends by itself; not included

  /// Older than anything that the broker still delivers: a marker made the round trip after it
  /// (BrokerOrders), or it came from the broker itself.
  bool synced = false;

  /// Given because Home Assistant's persons had left; it ends when one of them may be back.
  bool by_persons = false;

  friend bool operator==(const OccupancyOverride&, const OccupancyOverride&) = default;
};

/// A stretch in which nobody is home, known beforehand.
struct Vacation {
  Instant from;   ///< included
  Instant until;  ///< not included

  friend bool operator==(const Vacation&, const Vacation&) = default;
};

/// Whether an order of `away` changes nothing because `known` was given after it, by up to a
/// minute: two that are given at once may arrive in either order. Where `known` is later by more
/// than that, the clock was wrong when it was given. An order of `home` always counts: in doubt,
/// home.
bool is_overtaken(const OccupancyOverride& order, const OccupancyOverride& known);

/// Whether both are one order, synced or not.
bool is_same_order(const OccupancyOverride& one, const OccupancyOverride& other);

/// Whether the household is away. An order of `home` ends the vacation in which it is said, and no
/// later one; an order from the future (the clock was wrong when it was said) counts as said now.
bool is_away(const OccupancyOverride& order, std::span<const Vacation> vacations, Instant now);

/// The vacation that an order of `home` given `now` ends; nothing where none is under way, or where
/// `order` has ended it.
std::optional<Vacation> vacation_under_way(const OccupancyOverride& order,
                                           std::span<const Vacation> vacations, Instant now);

/// The first instant after `now` at which the answer changes without another order.
std::optional<Instant> next_change(const OccupancyOverride& order,
                                   std::span<const Vacation> vacations, Instant now);

/// Whether any of the persons whom Home Assistant follows is home.
struct PersonsSeen {
  enum class Are : std::uint8_t { unknown, home, gone };
  Are are = Are::unknown;
  Instant since{};  ///< of `gone`: when the last of them left

  friend bool operator==(const PersonsSeen&, const PersonsSeen&) = default;
};

/// The order that follows from the persons, where `kept` is in force: away an hour after all have
/// left, unless someone ordered otherwise since; home where that order was given so and one of them
/// may be back. Nothing where the order stays.
std::optional<OccupancyOverride> order_by_persons(const OccupancyOverride& kept,
                                                  const PersonsSeen& seen, Instant now);

/// Wakes whoever sleeps on a Clock, without asking it to end. Any thread.
class Bell {
 public:
  /// A token that is stopped by the first ring after this call. Call it, look at what the ringers
  /// may have changed, then sleep with it: no ring is missed.
  std::stop_token listen() {
    const std::lock_guard lock(mutex_);
    if (ringing_.stop_requested()) ringing_ = std::stop_source();
    return ringing_.get_token();
  }

  void ring() {
    const std::lock_guard lock(mutex_);
    ringing_.request_stop();
  }

 private:
  std::mutex mutex_;
  std::stop_source ringing_;
};

/// Whether anybody is home, as said by the household and known from its calendar. Any thread.
class Presence {
 public:
  /// What becomes of the order that is kept; nothing where it stays.
  using Change = std::function<std::optional<OccupancyOverride>(const OccupancyOverride& kept)>;

  /// Changes what is kept, while no other process does, and returns what is kept then.
  using Keep = std::function<Result<OccupancyOverride>(const Change&)>;

  /// `bell` is rung at every change. Requires: it outlives this.
  Presence(OccupancyOverride order, std::vector<Vacation> vacations, Keep keep, Bell& bell);

  [[nodiscard]] bool is_away(Instant now) const;
  [[nodiscard]] std::optional<Instant> next_change(Instant now) const;

  /// A new order, kept before it counts. Errors: those of keeping it; an order of `home` counts all
  /// the same, so that a full disk cannot keep lamps playing in an occupied house.
  Result<void> say(const OccupancyOverride& order);

  /// As `say`, where what is said depends on what was said before. `change` may be called twice.
  Result<void> change(const Change& change);

  /// An order that is stored already. An overtaken one changes nothing (is_overtaken).
  void hear(const OccupancyOverride& order);

  /// Hears what `read` finds where orders are kept. Not while one is being kept, so that the last
  /// one that was kept is also the last one that is heard.
  void reload(const std::function<OccupancyOverride()>& read);

  /// The order in force.
  [[nodiscard]] OccupancyOverride order() const;

  /// `on_order` is called for every order that is set or applied, on its thread. Null: no longer;
  /// once this returns, no call is under way.
  void watch(std::function<void()> on_order);

 private:
  std::mutex keeping_;        ///< held from keeping an order to hearing it
  mutable std::mutex mutex_;  ///< guards order_ and vacations_
  OccupancyOverride order_;
  std::vector<Vacation> vacations_;
  Keep keep_;
  Bell& bell_;
  std::mutex watching_;  ///< guards on_order_, held while it is called
  std::function<void()> on_order_;
};

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
