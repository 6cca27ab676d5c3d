// SPDX-License-Identifier: Apache-2.0
#include "app/place_options.h"

#include <CLI/CLI.hpp>

namespace lamplighter::app {

void add_place_options(CLI::App& command, PlaceOptions& options) {
  command.add_option("--latitude", options.latitude, "Degrees, north positive")
      ->check(CLI::Range(-90.0, 90.0));
  command.add_option("--longitude", options.longitude, "Degrees, east positive")
      ->check(CLI::Range(-180.0, 180.0));
  command.add_option("--time-zone", options.time_zone, "A name as Europe/Berlin");
  command.add_option("--config", options.config, "Config file to take the place from");
}

}  // namespace lamplighter::app
