// SPDX-License-Identifier: Apache-2.0
#include "app/known_corrections.h"
#include "app/training_input.h"

#include <CLI/CLI.hpp>

namespace lamplighter::app {

void add_training_input(CLI::App& command, TrainingInput& input) {
  CLI::App& sources = add_light_options(command, input.light);
  sources.add_option("--onoff", input.on_off_files, "On/off files in place of readings")
      ->type_name("FILE");
  sources.require_option(0, 1);
  add_corrections_option(command, input.light);
  command
      .add_option("--detector", input.detector,
                  "What tells on from off: daylight, or the ancestor's levels, which --cuts and "
                  "--on-level mean too; left out: daylight")
      ->check(CLI::IsMember({"levels", "daylight"}));
}

}  // namespace lamplighter::app
