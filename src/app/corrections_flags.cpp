// SPDX-License-Identifier: Apache-2.0
#include "app/known_corrections.h"

#include <CLI/CLI.hpp>

namespace lamplighter::app {

void add_corrections_option(CLI::App& command, LightOptions& options) {
  command
      .add_option("--corrections", options.corrections,
                  "What people say the lamps did; of rooms of the config, those of its store are "
                  "known without it")
      ->type_name("FILE");
}

}  // namespace lamplighter::app
