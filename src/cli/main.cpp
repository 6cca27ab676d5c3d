// SPDX-License-Identifier: Apache-2.0
// lamplighter. Commands that need no network are in this program, so that they start without
// loading network libraries; all other command lines are passed unchanged to the full program
// beside it.
#include "cli/program.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace {

using lamplighter::app::Action;

struct Command {
  std::string_view name;
  void (*add)(CLI::App&, Action&);
};

constexpr Command commands[] = {
    {"analyze", lamplighter::app::add_analyze},   {"detect", lamplighter::app::add_detect},
    {"evaluate", lamplighter::app::add_evaluate}, {"plan", lamplighter::app::add_plan},
    {"simulate", lamplighter::app::add_simulate}, {"sun", lamplighter::app::add_sun},
    {"train", lamplighter::app::add_train},
};

int become_whole_program(char** words) {
  std::error_code ignored;
  const std::string path =
      std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "lamplighter-house";
  ::execv(path.c_str(), words);
  lamplighter::app::print_if_possible(
      stderr, "lamplighter: {}: {}; it belongs beside this program\n", path, std::strerror(errno));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  for (const Command& command : commands) {
    if (argc > 1 && argv[1] == command.name) {
      return lamplighter::app::run_program(argc, argv, command.add);
    }
  }
  return become_whole_program(argv);
}
