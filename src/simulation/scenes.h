// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "simulation/simulation.h"

#include <string_view>
#include <vector>

namespace lamplighter::simulation {

/// A named set of circumstances: one difficulty at a time, on a plain house.
struct Scene {
  std::string_view name;
  std::string_view says;  ///< one line for a person
};

/// All scenes, in the order to list them. "household" leaves a settings as it is; "plain" takes
/// every difficulty away; each of the others is "plain" with one thing changed.
const std::vector<Scene>& scenes();

/// Changes the settings to the scene's. Errors: not_found for another name, with the names there
/// are.
Result<void> apply_scene(std::string_view name, Settings& settings);

}  // namespace lamplighter::simulation
