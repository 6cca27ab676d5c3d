// SPDX-License-Identifier: Apache-2.0
// The program: which command, run it, one line on stderr where it could not be done.
#include "app/program.h"

int main(int argc, char** argv) { return lamplighter::app::run_program(argc, argv); }
