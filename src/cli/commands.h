// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <functional>

namespace CLI {
class App;
}

namespace lamplighter::app {

/// What a command does once its flags are known.
using Action = std::function<Result<void>()>;

/// Declares every sub-command on `program`; when the user chooses one, `chosen` becomes what to do.
void add_commands(CLI::App& program, Action& chosen);

// One function a command, in the file of its name (sun_command.cpp): flags, help and an example.
void add_capture(CLI::App& program, Action& chosen);
void add_analyze(CLI::App& program, Action& chosen);
void add_away(CLI::App& program, Action& chosen);
void add_bridge(CLI::App& program, Action& chosen);
void add_check(CLI::App& program, Action& chosen);
void add_demo(CLI::App& program, Action& chosen);
void add_emulated_bridge(CLI::App& program, Action& chosen);
void add_holidays(CLI::App& program, Action& chosen);
void add_plan(CLI::App& program, Action& chosen);
void add_play(CLI::App& program, Action& chosen);
void add_report(CLI::App& program, Action& chosen);
void add_run(CLI::App& program, Action& chosen);
void add_serve(CLI::App& program, Action& chosen);
void add_simulate(CLI::App& program, Action& chosen);
void add_sun(CLI::App& program, Action& chosen);
void add_detect(CLI::App& program, Action& chosen);
void add_evaluate(CLI::App& program, Action& chosen);
void add_train(CLI::App& program, Action& chosen);

}  // namespace lamplighter::app
