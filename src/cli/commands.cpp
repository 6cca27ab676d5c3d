// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

namespace lamplighter::app {

void add_commands(CLI::App& program, Action& chosen) {  // in the order of a user's way
  add_simulate(program, chosen);
  add_capture(program, chosen);
  add_analyze(program, chosen);
  add_detect(program, chosen);
  add_evaluate(program, chosen);
  add_train(program, chosen);
  add_plan(program, chosen);
  add_play(program, chosen);
  add_away(program, chosen);
  add_serve(program, chosen);
  add_report(program, chosen);
  add_run(program, chosen);
  add_bridge(program, chosen);
  add_sun(program, chosen);
  add_holidays(program, chosen);
  add_check(program, chosen);
  add_demo(program, chosen);
  add_emulated_bridge(program, chosen);
}

}  // namespace lamplighter::app
