// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

namespace lamplighter {

/// What happens to the lamps when a play is stopped.
enum class OnStop {
  restore,  ///< the lamps it switched, and nobody touched since, go back to how they were before
  off,      ///< the lamps it switched go off
  leave,    ///< nothing is touched
};

/// What happens when somebody switches a lamp by hand.
enum class OnHand {
  leave_alone,  ///< the room is left alone until the next noon
  end_play,     ///< somebody is home
};

struct PlayerSettings {
  OnStop on_stop = OnStop::restore;

  /// Between two commands, as a person walks from room to room; drawn anew each time. Keeps
  /// catching up from a burst.
  std::chrono::seconds shortest_walk = 3s;
  std::chrono::seconds longest_walk = 8s;

  std::chrono::seconds first_retry = 5s;  ///< after a lamp did not obey; doubles up to
  std::chrono::seconds longest_retry = 5min;

  std::chrono::seconds look_every = 10s;  ///< how often the lamps are looked at
  std::chrono::seconds settle = 8s;       ///< what a lamp shows sooner after a command may be old

  std::chrono::seconds longest_sleep = 30s;  ///< a clock that was set is noticed after this
};

}  // namespace lamplighter
