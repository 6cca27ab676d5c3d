// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
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

void add_commands(CLI::App& program, Action& chosen) {  // in the order of a user's way
  add_simulate(program, chosen);
  add_capture(program, chosen);
  add_import(program, chosen);
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
  add_completion(program, chosen);
}

void open_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free descriptor is this one. Input and output then fail, messages are lost.
    const int mode = descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY;
    if (::open("/dev/null", mode) != descriptor) return;
  }
}

Result<void> flush_output() {
  std::cout.flush();
  errno = 0;
  const bool is_flushed = std::fflush(stdout) == 0;
  const int why = errno;
  if (is_flushed && std::ferror(stdout) == 0 && std::cout.good()) return {};
  return Error{Fault::io, fmt::format("standard output: not all of it could be written{}{}",
                                      why != 0 ? ": " : "", why != 0 ? std::strerror(why) : "")};
}

}  // namespace lamplighter::app
