// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/require.h"
#include "simulation/typical_house.h"

#include <string>

namespace lamplighter::simulation {

/// Sunnyvale, for this folder's tests.
inline Place test_place() { return {37.3688, -122.0363, *TimeZone::find("America/Los_Angeles")}; }

/// The usual five rooms with a scene applied. Only for tests.
inline Settings test_settings(std::uint64_t seed, const std::string& from, int days,
                              const std::string& scene = "household") {
  Settings settings = *typical_settings(seed, test_place(), *parse_date(from), days, usual_rooms());
  const Result<void> applied = apply_scene(scene, settings);
  require(applied.has_value(), "the scene must exist");
  (void)applied;
  return settings;
}

}  // namespace lamplighter::simulation
