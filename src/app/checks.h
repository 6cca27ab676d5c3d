// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// One thing that was looked at.
struct Finding {
  std::string
      part;  ///< "config", "home", "store", "model", "secret", "broker", "capture", "sensor", …
  bool is_well;
  std::string sentence;  ///< what was found, or what is wrong and what to do
};

/// Looks at everything a house needs, in the order in which it is set up. Changes nothing and
/// blinks nothing. What cannot be looked at, since something before it is wrong, is left out.
std::vector<Finding> check_house(const std::string& config_path);

}  // namespace lamplighter::app
