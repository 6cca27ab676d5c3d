// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lamplighter::app {

/// Parses the command line, runs the chosen command and reports on stderr. Returns the exit status:
/// 0 done, 1 could not be done, 2 wrong usage.
int run_program(int argc, char** argv);

}  // namespace lamplighter::app
