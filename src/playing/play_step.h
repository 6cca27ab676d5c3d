// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "core/on_off.h"

#include <string>

namespace lamplighter {

/// One thing the player did, could not do, or noticed.
struct PlayStep {
  enum class Outcome {
    switched,
    handed_over,
    touched,       ///< somebody's hand made the lamps `to`; they are left alone
    failed,        ///< a command; said once until one succeeds
    silent,        ///< did not answer when looked at; said once
    answers_again  ///< after silence
  };

  Instant at;
  RoomName room;  ///< empty where it is about all of them
  OnOff to;
  Outcome outcome;
  std::string message;  ///< why it failed, else empty
};

}  // namespace lamplighter
