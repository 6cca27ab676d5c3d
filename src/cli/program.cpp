// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include "config/config_table.h"
#include "documents/plan_text.h"
#include "system/child_process.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
#include <memory>
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

/// Errors: those of the action, or if its output could not be written completely.
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

constexpr std::size_t terminal_columns = 80;

/// A shell command line, split over as many lines as it needs.
std::string shell_lines(std::string_view command) {
  std::string text = wrapped(command, terminal_columns - 2, 6);
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', end + 3))
    text.insert(end, " \\");
  return text;
}

/// The format of `--help`: an example first, no line wider than a terminal.
class Help : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    const auto [example, notes] = parts_of(app->get_footer());
    std::string text;
    for (std::string_view rest = example; !rest.empty();)
      text += shell_lines(next_line(rest)) + "\n";
    if (!text.empty()) text = "Example:\n" + text + "\n";
    const std::string usual = CLI::Formatter::make_help(app, std::move(name), mode);
    for (std::string_view rest = usual; !rest.empty();)
      text += wrapped_line(next_line(rest)) + "\n";
    return text;
  }

  std::string make_footer(const CLI::App* app) const override {
    const std::string notes = parts_of(app->get_footer()).notes;
    return notes.empty() ? "" : notes + "\n";
  }

 private:
  struct Footer {
    std::string example;
    std::string notes;
  };

  static std::string_view next_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
  }

  static Footer parts_of(std::string_view footer) {
    constexpr std::string_view mark = "Example:\n";
    const std::size_t begin = footer.find(mark);
    if (begin == std::string_view::npos) return {"", std::string(footer)};
    std::string notes(footer.substr(0, begin));
    std::string_view rest = footer.substr(begin + mark.size());
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    notes += rest.substr(std::min(end + 2, rest.size()));
    while (notes.ends_with('\n')) notes.pop_back();
    return {std::string(rest.substr(0, end)), std::move(notes)};
  }

  /// The texts of options are aligned in one column.
  [[nodiscard]] std::string wrapped_line(std::string_view line) const {
    const std::size_t column = get_column_width();
    const bool is_option = line.starts_with("  ") && line.size() > column &&
                           line[column - 1] == ' ' && line[column] != ' ';
    return wrapped(line, terminal_columns,
                   is_option ? column : std::min(line.find_first_not_of(' '), column) % column);
  }
};

/// Why a word in the place of a command is invalid; empty if it is valid, or no command is needed.
std::string unknown_command(const CLI::App& program, int argc, char** argv) {
  const CLI::App* at = &program;
  std::string typed = "lamplighter";
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    std::vector<std::string> names;
    const CLI::App* found = nullptr;
    for (const CLI::App* one : at->get_subcommands({})) {
      if (one->get_name() == argv[i]) found = one;
      if (!one->get_name().empty()) names.push_back(one->get_name());
    }
    if (found == nullptr && (names.empty() || at->get_require_subcommand_min() == 0)) return "";
    if (found == nullptr) {
      const std::string nearest = nearest_word(argv[i], names);
      return fmt::format(
          "\"{}\" is not a command{}; `{} --help` lists them", argv[i],
          nearest.empty() ? "" : fmt::format("; did you mean `{} {}`?", typed, nearest), typed);
    }
    typed += fmt::format(" {}", argv[i]);
    at = found;
  }
  return "";
}

}  // namespace

void say_next(const std::vector<std::string>& words, std::string_view why) {
  fmt::print("\n{}\n{}\n", wrapped(fmt::format("Next, {}:", why), terminal_columns),
             shell_lines("  " + as_typed(words)));
}

int run_program(int argc, char** argv, void (*add)(CLI::App& program, Action& chosen)) {
  open_standard_streams();
  CLI::App program(
      "Makes an empty house look occupied: learns when each room's lamps are on and replays it.");
  program.name("lamplighter");
  program.formatter(std::make_shared<Help>());
  program.footer(
      "Example:\n  lamplighter demo\n  lamplighter check\n  lamplighter plan --date tomorrow\n\n"
      "`lamplighter COMMAND --help` has an example of each.");
  program.require_subcommand(1);
  program.set_version_flag("--version", "lamplighter " LAMPLIGHTER_VERSION);
  Action chosen = [] { return Result<void>(); };
  add(program, chosen);
  if (const std::string why = unknown_command(program, argc, argv); !why.empty()) {
    fail(why);
    return wrong_usage;
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (program.exit(error) != 0) return wrong_usage;
    chosen = [] { return Result<void>(); };  // the help or the version was printed
  }
  const Result<void> result = run_action(chosen);
  return result ? done : fail(result.error().message);
}

void add_commands(CLI::App& program, Action& chosen) {  // in the order of a new user's steps
  add_setup(program, chosen);
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
  add_backup(program, chosen);
  add_restore(program, chosen);
  add_forget(program, chosen);
  add_demo(program, chosen);
  add_emulated_bridge(program, chosen);
  add_completion(program, chosen);
}

void open_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free descriptor is this one. Reads and writes then fail, and messages are lost.
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
