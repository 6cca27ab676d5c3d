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

/// The household's last order about being away. Without one, it is home.
struct OccupancyOverride {
  bool away = false;
  Instant given_at{};
  std::optional<Instant> until = std::nullopt;  ///< end of an `away` that expires; exclusive

  /// Whether this order is older than everything that the broker still delivers: a marker was sent
  /// after it and has come back (BrokerOrders), or the order itself came from the broker.
  bool synced = false;

  /// Given because Home Assistant's persons had left; ends when one of them may be back.
  bool by_persons = false;

  friend bool operator==(const OccupancyOverride&, const OccupancyOverride&) = default;
};

/// A period of absence that is known in advance.
struct Vacation {
  Instant from;   ///< inclusive
  Instant until;  ///< exclusive

  friend bool operator==(const Vacation&, const Vacation&) = default;
};

/// Whether an `away` order has no effect because `known` was given after it, by up to a minute: two
/// orders given at the same time may arrive in either order. If `known` is later by more than that,
/// the clock was wrong when it was given. A `home` order always takes effect: in doubt, someone is
/// home.
bool is_overtaken(const OccupancyOverride& order, const OccupancyOverride& known);

/// Whether both are the same order, whether synced or not.
bool is_same_order(const OccupancyOverride& one, const OccupancyOverride& other);

/// Whether the household is away. A `home` order ends the current vacation, but no later one; an
/// order from the future (given with a wrong clock) counts as given now.
bool is_away(const OccupancyOverride& order, std::span<const Vacation> vacations, Instant now);

/// The vacation that a `home` order given `now` would end; nothing if there is none, or if `order`
/// has already ended it.
std::optional<Vacation> vacation_under_way(const OccupancyOverride& order,
                                           std::span<const Vacation> vacations, Instant now);

/// The first instant after `now` at which is_away changes without another order.
std::optional<Instant> next_change(const OccupancyOverride& order,
                                   std::span<const Vacation> vacations, Instant now);

/// Whether any of the persons tracked by Home Assistant is home.
struct PersonsSeen {
  enum class Are : std::uint8_t { unknown, home, gone };
  Are are = Are::unknown;
  Instant since{};  ///< of `gone`: when the last person left

  friend bool operator==(const PersonsSeen&, const PersonsSeen&) = default;
};

/// The order that follows from the persons while `kept` is in force: away one hour after all have
/// left, unless another order was given since; home if `kept` was given in this way and one person
/// may be back. Nothing if the order does not change.
std::optional<OccupancyOverride> order_by_persons(const OccupancyOverride& kept,
                                                  const PersonsSeen& seen, Instant now);

/// Wakes threads that sleep on a Clock, without ending them. Thread-safe.
class Bell {
 public:
  /// Returns a token that is stopped by the next ring. Call it, check the state that ringers may
  /// have changed, then sleep with it: no ring is missed.
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

/// Whether anyone is home, according to the household's orders and its calendar. Thread-safe.
class Presence {
 public:
  /// Computes the new order from the stored one; nothing if it does not change.
  using Change = std::function<std::optional<OccupancyOverride>(const OccupancyOverride& kept)>;

  /// Changes the stored order, under a lock between processes, and returns the stored order.
  using Keep = std::function<Result<OccupancyOverride>(const Change&)>;

  /// `bell` is rung on every change. Requires: it outlives this.
  Presence(OccupancyOverride order, std::vector<Vacation> vacations, Keep keep, Bell& bell);

  [[nodiscard]] bool is_away(Instant now) const;
  [[nodiscard]] std::optional<Instant> next_change(Instant now) const;

  /// Sets a new order, stored before it takes effect. Errors: those of storing; a `home` order
  /// takes effect nevertheless, so that a full disk cannot keep lamps playing in an occupied house.
  Result<void> set(const OccupancyOverride& order);

  /// Like `set`, where the new order depends on the current one. `change` may be called twice.
  Result<void> change(const Change& change);

  /// Applies an order that is already stored. An overtaken one has no effect (is_overtaken).
  void apply(const OccupancyOverride& order);

  /// Applies the order that `read` finds in storage. Not while an order is being stored, so that
  /// the last one stored is also the last one applied.
  void reload(const std::function<OccupancyOverride()>& read);

  /// The order in force.
  [[nodiscard]] OccupancyOverride order() const;

  /// `on_order` is called for every order that is set or applied, on that thread. Null turns it
  /// off; when this returns, the previous callback is no longer running.
  void watch(std::function<void()> on_order);

 private:
  std::mutex keeping_;        ///< held from storing an order to applying it
  mutable std::mutex mutex_;  ///< guards order_ and vacations_
  OccupancyOverride order_;
  std::vector<Vacation> vacations_;
  Keep keep_;
  Bell& bell_;
  std::mutex watching_;  ///< guards on_order_, held while it is called
  std::function<void()> on_order_;
};

/// Decides which orders from the broker are applied. A broker may deliver an order long after it
/// was given: orders given on this machine in the meantime take precedence, and in doubt someone is
/// home (docs/decisions/late-orders.md).
///
/// This uses a marker: a random text that we publish on our own topic. Everything that the broker
/// delivers after the marker has come back was published after the marker was sent, and so after
/// every order known on this machine at that time. Clocks of other machines are not used, and ours
/// may be set at any time. Not thread-safe.
class BrokerOrders {
 public:
  /// Time since boot, including suspend: a clock that cannot be set.
  using Uptime = std::chrono::nanoseconds;

  /// An order counts as live if a marker sent at most this long before has come back on its
  /// connection. Markers are sent every minute, so each may be up to half a minute late.
  static constexpr std::chrono::seconds live_limit{90};

  explicit BrokerOrders(Rng rng) : rng_(rng) {}

  /// A new connection: messages before the first marker may have been waiting on the broker.
  void connected(Uptime now);
  void lost();

  /// The text of a new marker, which must be published now. `kept`: the order in force, after which
  /// this marker is sent.
  std::string marker(const OccupancyOverride& kept, Uptime now);

  /// Whether a marker that covers `kept` is on its way.
  [[nodiscard]] bool awaits(const OccupancyOverride& kept) const;

  /// The marker has come back: returns the order after which it was sent, which is older than
  /// everything that the broker delivers from now on. Nothing for any other text.
  std::optional<OccupancyOverride> returned(std::string_view marker);

  /// Whether a marker is long overdue: the broker does not let us publish or read it.
  [[nodiscard]] bool is_overdue(Uptime now) const;

  /// The new order after an order from the broker while `kept` is in force; nothing if it is not
  /// applied. `given_at`: the time by the house's clock. `expires_in`: the remaining MQTT 5 message
  /// expiry interval of the order, if any.
  [[nodiscard]] std::optional<OccupancyOverride> decide(
      bool away, std::optional<std::chrono::seconds> expires_in, const OccupancyOverride& kept,
      Instant given_at, Uptime now) const;

 private:
  struct Sent {
    std::string text;
    OccupancyOverride kept;
    Uptime at;
  };

  Rng rng_;
  std::optional<Sent> sent_;  ///< the last marker, until it comes back
  std::optional<OccupancyOverride>
      in_flight_;              ///< the order of a marker that was lost with its connection
  bool has_returned_ = false;  ///< a marker has come back on this connection
  Uptime since_{};             ///< what the broker delivers now was sent after this time
};

}  // namespace lamplighter
