// SPDX-License-Identifier: Apache-2.0
// lamplighter-house: every command, also those that talk to a broker and a bridge. `lamplighter`
// starts it; nobody types its name.
#include "cli/program.h"

int main(int argc, char** argv) {
  return lamplighter::app::run_program(argc, argv, lamplighter::app::add_commands);
}
