// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "sky/place.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace lamplighter::app {

/// The flags that say where the house is, for use without a config file.
struct PlaceOptions {
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string time_zone;
  std::string config;  ///< path given with --config, empty for the usual places
};

/// Declares --latitude --longitude --time-zone --config.
void add_place_options(CLI::App& command, PlaceOptions& options);

/// The place from the flags, and what they leave out from the config. Errors: bad_input when
/// neither says it or a number is out of range; the config's own errors.
Result<Place> resolve_place(const PlaceOptions& options);

}  // namespace lamplighter::app
