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

/// What a command does once its flags are known.
using Action = std::function<Result<void>()>;

/// Declares every sub-command on `program`; when the user chooses one, `chosen` becomes what to do.
void add_commands(CLI::App& program, Action& chosen);

// One function a command, in the file of its name (sun_command.cpp): flags, help and an example.
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

/// The words of `train` or `evaluate` for the files of a house; for all rooms of a config where
/// there are none. `train` gets a model file beside them where a config does not name one.
std::vector<std::string> training_words(const std::string& command,
                                        const std::vector<std::string>& files,
                                        const std::string& room, const PlaceOptions& place);

/// The commands and options of `program` as a script that completes them in a shell: after a
/// command its own options and sub-commands, else files. Hidden commands and options are left out.
std::string bash_completion(const CLI::App& program);
std::string zsh_completion(const CLI::App& program);
std::string fish_completion(const CLI::App& program);

/// The same as a manual page in roff: every command with its options and examples.
std::string manual_page(const CLI::App& program);

/// Declares --home; once parsed, `with_home` of the same two texts is the config to read.
void add_home_option(CLI::App& command, std::string& home);
std::string with_home(const std::string& config, const std::string& home);

/// Says at the end of a command what to type next, and what that shows.
void say_next(const std::vector<std::string>& words, std::string_view why);

/// Parses the command line, runs the chosen command and reports on stderr. Returns the exit status:
/// 0 done, 1 could not be done (also where not all of standard output could be written), 2 wrong
/// usage. `add` declares one command or all of them.
int run_program(int argc, char** argv, void (*add)(CLI::App& program, Action& chosen));

/// Makes sure that descriptors 0, 1 and 2 are open, so that no file that is opened later takes the
/// place of a closed one and gets what is printed. Writing to a standard output that was closed
/// then fails. Call first.
void open_standard_streams();

/// Brings what was printed to standard output to its destination. Errors: io where some of it, now
/// or earlier, could not be written.
Result<void> flush_output();

/// Prints without ever throwing, for what must go on where nobody listens any more. What standard
/// output did not take is an error of the next flush_output.
template <typename... T>
void print_if_possible(std::FILE* stream, fmt::format_string<T...> format, T&&... values) {
  const std::string text = fmt::format(format, std::forward<T>(values)...);
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stream));
}

}  // namespace lamplighter::app
