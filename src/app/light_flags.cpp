// SPDX-License-Identifier: Apache-2.0
#include "app/cuts.h"
#include "app/light_options.h"

#include <CLI/CLI.hpp>

namespace lamplighter::app {
namespace {

std::string why_no_cuts(const std::string& text) {
  const auto cuts = parse_cuts(text);
  return cuts ? std::string() : cuts.error().message;
}

}  // namespace

CLI::App& add_reading_options(CLI::App& command, LightOptions& options) {
  CLI::App* input = command.add_option_group("Readings");
  input->add_option("FILE", options.files, "Readings files; together, a room or several");
  input->add_option("--room", options.room, "A room of the config, from the store");
  input->require_option(1);
  add_place_options(command, options.place);
  return *input;
}

CLI::App& add_light_options(CLI::App& command, LightOptions& options) {
  CLI::App& input = add_reading_options(command, options);
  command.add_option("--on-level", options.on_level, "Lowest level that is on: 1, 2 or 3")
      ->check(CLI::Range(1, 3));
  command.add_option("--cuts", options.cuts, "Lux at which levels 1, 2 and 3 begin, as 31,137,344")
      ->check(why_no_cuts);
  command
      .add_option("--resolution", options.resolution,
                  "Lux that smoothed light is rounded to; 0 for a dim room: not at all")
      ->check(CLI::Range(0.0, 1000.0));
  return input;
}

}  // namespace lamplighter::app
