// SPDX-License-Identifier: Apache-2.0
#include "app/place_options.h"

#include "app/config.h"

#include <fmt/format.h>

namespace lamplighter::app {

Result<Place> resolve_place(const PlaceOptions& options) {
  const bool complete = options.latitude && options.longitude && !options.time_zone.empty();
  Config config;
  if (!complete) {
    Result<Config> loaded = load_config(config_path(options.config));
    if (!loaded && loaded.error().fault == Fault::not_found && options.config.empty()) {
      return Error{Fault::bad_input,
                   "where the house is: not said; give --latitude, --longitude and --time-zone, or "
                   "a config with [home]"};
    }
    if (!loaded) return loaded.error();
    config = *std::move(loaded);
  }
  if (options.latitude) config.home.latitude = options.latitude;
  if (options.longitude) config.home.longitude = options.longitude;
  if (!options.time_zone.empty()) config.home.time_zone = options.time_zone;
  return place_of(config);
}

}  // namespace lamplighter::app
