// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.h"

namespace lamplighter::app {

/// Parses the command line, runs the chosen command and reports on stderr. Returns the exit status:
/// 0 done, 1 could not be done (also where not all of standard output could be written), 2 wrong
/// usage. `add` declares one command or all of them.
int run_program(int argc, char** argv, void (*add)(CLI::App& program, Action& chosen));

}  // namespace lamplighter::app
