// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "playing/player.h"
#include "playing/presence.h"

#include <atomic>
#include <functional>
#include <optional>

namespace lamplighter {

/// What a controller is at, for whoever shows it.
struct PlayStatus {
  bool away = false;
  std::optional<Instant> next_switch = std::nullopt;  ///< while away
  std::optional<Instant> last_switch = std::nullopt;  ///< since the start of the process
  bool well = true;                                   ///< all lamps answer

  friend bool operator==(const PlayStatus&, const PlayStatus&) = default;
};

/// Looks after the house: plays while nobody is home, hands the lamps over when somebody is, and
/// looks now and then whether the lamps answer, at home too; so that what it says of broken lamps
/// does not tell whether somebody is home. One thread runs it.
class PlayController {
 public:
  struct Calls {
    std::function<void(const PlayStatus&)> on_status = nullptr;    ///< whenever it changed
    std::function<void(bool away, Instant at)> on_turn = nullptr;  ///< at the start, and at changes
    std::function<void(const Error&)> on_trouble = nullptr;        ///< no plan; once until it works
    std::function<void()> alive = nullptr;                         ///< after every turn
    std::function<bool()> lights_well = nullptr;  ///< whether lamps shine that were switched on
  };

  /// Requires: all outlive this. `bell` is the one of `presence`.
  PlayController(Clock& clock, Presence& presence, Player& player, Bell& bell,
                 ManualOverridePolicy on_hand, Calls calls);

  /// Until asked to stop. The lamps stay as they are: hand them over, or let another process go
  /// on.
  void run(const std::stop_token& stop);

  /// Something may have happened to the lamps. Any thread.
  void lamps_changed();

  /// Lamps that did not answer in time have answered now. Any thread.
  void lamps_answered();

  /// Whether an order came that the turn under way does not know of. Any thread, while it runs.
  [[nodiscard]] bool has_order() const {
    return playing_.load() != presence_.is_away(clock_.now());
  }

  /// To be told of everything the player does.
  void note(const PlayStep& step);

 private:
  Instant turn();
  Instant play(Instant now);
  Instant stay_home(Instant now);
  void tell();

  Clock& clock_;
  Presence& presence_;
  Player& player_;
  Bell& bell_;
  ManualOverridePolicy on_hand_;
  Calls calls_;
  std::atomic<std::optional<bool>> playing_;  ///< absent: not known yet
  std::optional<Instant> owing_since_;
  std::optional<PlayStatus> shown_;
  std::optional<Instant> last_switch_;
  Instant look_at_ = Instant::min();
  bool in_trouble_ = false;
  std::atomic<bool> lamps_changed_ = false;
  std::atomic<bool> lamps_answered_ = false;
};

}  // namespace lamplighter
