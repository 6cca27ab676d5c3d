// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "playing/player.h"
#include "playing/presence.h"

#include <atomic>
#include <functional>
#include <optional>

namespace lamplighter {

/// The state of a controller, for display.
struct PlayStatus {
  bool away = false;
  std::optional<Instant> next_switch = std::nullopt;  ///< while away
  std::optional<Instant> last_switch = std::nullopt;  ///< since the start of the process
  bool well = true;                                   ///< all lamps respond

  friend bool operator==(const PlayStatus&, const PlayStatus&) = default;
};

/// Controls the house: plays while the household is away, restores the lamps when it is home, and
/// regularly checks whether the lamps respond, at home too, so that reports of broken lamps do not
/// reveal whether anyone is home. Runs on one thread.
class PlayController {
 public:
  struct Calls {
    std::function<void(const PlayStatus&)> on_status = nullptr;    ///< on every change
    std::function<void(bool away, Instant at)> on_turn = nullptr;  ///< at the start, and on changes
    std::function<void(const Error&)> on_trouble = nullptr;  ///< no plan; called once per failure
    std::function<void()> alive = nullptr;                   ///< after every turn
    std::function<bool()> lights_well = nullptr;  ///< whether lamps that were turned on shine
  };

  /// Requires: all of these outlive this. `bell` is that of `presence`.
  PlayController(Clock& clock, Presence& presence, Player& player, Bell& bell,
                 ManualOverridePolicy on_manual_override, Calls calls);

  /// Runs until a stop request. The lamps stay as they are: restore them, or let another process
  /// continue.
  void run(const std::stop_token& stop);

  /// Lamps may have changed. Thread-safe.
  void lamps_changed();

  /// Lamps that were late have responded. Thread-safe.
  void lamps_answered();

  /// Whether an order has arrived that the current turn does not take into account. Thread-safe,
  /// while it runs.
  [[nodiscard]] bool has_order() const {
    return playing_.load() != state(presence_.is_away(clock_.now()));
  }

  /// Must be called for every step of the player.
  void note(const PlayStep& step);

 private:
  enum class Playing : char { unknown, no, yes };
  static Playing state(bool away) { return away ? Playing::yes : Playing::no; }

  Instant turn();
  Instant play(Instant now);
  Instant stay_home(Instant now);
  void notify();

  Clock& clock_;
  Presence& presence_;
  Player& player_;
  Bell& bell_;
  ManualOverridePolicy on_manual_override_;
  Calls calls_;
  std::atomic<Playing> playing_ = Playing::unknown;
  std::optional<Instant> owing_since_;
  std::optional<PlayStatus> shown_;
  std::optional<Instant> last_switch_;
  Instant look_at_ = Instant::min();
  bool in_trouble_ = false;
  std::atomic<bool> lamps_changed_ = false;
  std::atomic<bool> lamps_answered_ = false;
};

}  // namespace lamplighter
