// SPDX-License-Identifier: Apache-2.0
#include "app/planner.h"

#include <CLI/CLI.hpp>

namespace lamplighter::app {

void add_planner_options(CLI::App& command, PlannerOptions& options) {
  command.add_option("--model", options.model, "Model file; left out: the config's");
  auto* secret = command.add_option(
      "--secret-file", options.secret_file,
      "File with the installation's secret, made where there is none; left out: the config's");
  command.add_option("--seed", options.seed, "A number instead of the secret, for trying out")
      ->excludes(secret);
  command.add_option("--config", options.config, "Config file");
  command
      .add_option("--planner", options.planner,
                  "By days that were lived, all rooms together, or by each room's zone models")
      ->check(CLI::IsMember({"house", "hmm"}))
      ->capture_default_str();
}

}  // namespace lamplighter::app
