// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include "cli/output.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <system_error>

namespace lamplighter::app {
namespace {

constexpr int done = 0;
constexpr int could_not_be_done = 1;
constexpr int wrong_usage = 2;

int fail(std::string_view why) {
  print_if_possible(stderr, "lamplighter: {}\n", why);
  return could_not_be_done;
}

/// Errors: those of the action, or that not all of its output could be written.
Result<void> run_action(const Action& action) {
  try {
    if (Result<void> result = action(); !result) return result;
  } catch (const std::bad_alloc&) {
    return Error{Fault::io, "out of memory; use a shorter span of readings or a machine with more"};
  } catch (const std::system_error& error) {  // fmt::print throws it
    if (Result<void> flushed = flush_output(); !flushed) return flushed;
    return Error{Fault::io, error.what()};
  }
  return flush_output();
}

}  // namespace

int run_program(int argc, char** argv, void (*add)(CLI::App& program, Action& chosen)) {
  open_standard_streams();
  CLI::App program(
      "Makes an empty house look occupied: learns when each room's lamps are on and replays it.");
  program.name("lamplighter");
  program.require_subcommand(1);
  program.set_version_flag("--version", "lamplighter " LAMPLIGHTER_VERSION);
  Action chosen = [] { return Result<void>(); };
  add(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (program.exit(error) != 0) return wrong_usage;
    chosen = [] { return Result<void>(); };  // the help or the version was printed
  }
  const Result<void> result = run_action(chosen);
  return result ? done : fail(result.error().message);
}

}  // namespace lamplighter::app
