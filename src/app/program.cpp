// SPDX-License-Identifier: Apache-2.0
#include "app/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace lamplighter::app {
namespace {

constexpr int done = 0;
constexpr int could_not_be_done = 1;
constexpr int wrong_usage = 2;

int run_action(const Action& action) {
  const Result<void> result = action();
  if (result) return done;
  fmt::print(stderr, "lamplighter: {}\n", result.error().message);
  return could_not_be_done;
}

}  // namespace

int run_program(int argc, char** argv, void (*add)(CLI::App& program, Action& chosen)) {
  CLI::App program(
      "Makes an empty house look lived in: learns when each room's lamps are on, and plays it.");
  program.name("lamplighter");
  program.require_subcommand(1);
  program.set_version_flag("--version", "lamplighter " LAMPLIGHTER_VERSION);
  Action chosen;
  add(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? done : wrong_usage;
  }
  try {
    return run_action(chosen);
  } catch (const std::bad_alloc&) {
    fmt::print(
        stderr,
        "lamplighter: out of memory; use a shorter span of readings or a machine with more\n");
    return could_not_be_done;
  }
}

}  // namespace lamplighter::app
