// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace lamplighter::app {

struct PlaceOptions;

/// The action of a command once its flags are parsed.
using Action = std::function<Result<void>()>;

/// Declares every subcommand on `program`; when the user chooses one, `chosen` becomes its action.
void add_commands(CLI::App& program, Action& chosen);

// One function per command, in the file of its name (sun_command.cpp): flags, help and an example.
void add_capture(CLI::App& program, Action& chosen);
void add_analyze(CLI::App& program, Action& chosen);
void add_away(CLI::App& program, Action& chosen);
void add_backup(CLI::App& program, Action& chosen);
void add_bridge(CLI::App& program, Action& chosen);
void add_check(CLI::App& program, Action& chosen);
void add_completion(CLI::App& program, Action& chosen);
void add_demo(CLI::App& program, Action& chosen);
void add_emulated_bridge(CLI::App& program, Action& chosen);
void add_forget(CLI::App& program, Action& chosen);
void add_holidays(CLI::App& program, Action& chosen);
void add_import(CLI::App& program, Action& chosen);
void add_plan(CLI::App& program, Action& chosen);
void add_play(CLI::App& program, Action& chosen);
void add_restore(CLI::App& program, Action& chosen);
void add_report(CLI::App& program, Action& chosen);
void add_run(CLI::App& program, Action& chosen);
void add_serve(CLI::App& program, Action& chosen);
void add_setup(CLI::App& program, Action& chosen);
void add_simulate(CLI::App& program, Action& chosen);
void add_sun(CLI::App& program, Action& chosen);
void add_detect(CLI::App& program, Action& chosen);
void add_evaluate(CLI::App& program, Action& chosen);
void add_train(CLI::App& program, Action& chosen);

/// The arguments of `train` or `evaluate` for the files of a house; without files, for all rooms of
/// a config. `train` gets a model file beside the files if there is no config that names one.
std::vector<std::string> training_words(const std::string& command,
                                        const std::vector<std::string>& files,
                                        const std::string& room, const PlaceOptions& place);

/// A shell script that completes the commands and options of `program`: after a command its own
/// options and subcommands, otherwise files. Hidden commands and options are left out.
std::string bash_completion(const CLI::App& program);
std::string zsh_completion(const CLI::App& program);
std::string fish_completion(const CLI::App& program);

/// The same as a manual page in roff: every command with its options and examples.
std::string manual_page(const CLI::App& program);

/// Declares --home; after parsing, `with_home` of the same two texts returns the config path.
void add_home_option(CLI::App& command, std::string& home);
std::string with_home(const std::string& config, const std::string& home);

/// Prints the suggested next command at the end of a command, and why.
void say_next(const std::vector<std::string>& words, std::string_view why);

/// Parses the command line, runs the chosen command and reports errors on stderr. Returns the exit
/// status: 0 success, 1 failure (also if standard output could not be written completely), 2 usage
/// error. `add` declares one command or all of them.
int run_program(int argc, char** argv, void (*add)(CLI::App& program, Action& chosen));

/// Makes sure that descriptors 0, 1 and 2 are open, so that no file that is opened later gets the
/// number of a closed one and receives printed output. Writing to a standard output that was closed
/// then fails. Call first.
void open_standard_streams();

/// Flushes standard output. Errors: io if any output, now or earlier, could not be written.
Result<void> flush_output();

/// Prints without throwing, for code that must continue after the reader has gone. The next
/// flush_output returns the error.
template <typename... T>
void print_if_possible(std::FILE* stream, fmt::format_string<T...> format, T&&... values) {
  const std::string text = fmt::format(format, std::forward<T>(values)...);
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stream));
}

}  // namespace lamplighter::app
