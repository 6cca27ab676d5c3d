// SPDX-License-Identifier: Apache-2.0
// lamplighter-house: every command, including those that use a broker or a bridge. It is started by
// `lamplighter`, not by the user.
#include "cli/program.h"

int main(int argc, char** argv) {
  return lamplighter::app::run_program(argc, argv, lamplighter::app::add_commands);
}
