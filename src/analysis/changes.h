// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "core/lamp_state.h"
#include "sky/place.h"

#include <span>

namespace lamplighter {

/// What on/off changes come to for training.
struct ChangeRuns {
  ZoneSubsequences subsequences;
  std::int64_t samples = 0;          ///< minutes that are on or off
  std::int64_t unknown_minutes = 0;  ///< minutes left out: they are gaps
};

/// The subsequences of one room's changes: a sample a minute from each change on, cut where the
/// room becomes unknown and where the zone changes. The last change is the end: how long it holds
/// is not known. Requires: one room, sorted by time.
ChangeRuns change_runs(std::span<const Change> changes, const Place& place);

}  // namespace lamplighter
