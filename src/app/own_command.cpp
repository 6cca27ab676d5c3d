// SPDX-License-Identifier: Apache-2.0
#include "app/own_command.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace lamplighter::app {
namespace {

constexpr const char* this_program = "/proc/self/exe";

// Signals that this process handles on a thread of its own are blocked here; a child must get them
// as usual.
Result<pid_t> start(const std::vector<std::string>& arguments) {
  std::string name = "lamplighter";
  std::vector<std::string> texts = arguments;
  std::vector<char*> pointers{name.data()};
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  posix_spawnattr_t attributes;
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int code =
      posix_spawn(&child, this_program, nullptr, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (code != 0)
    return Error{Fault::io, fmt::format("{}: cannot be started: {}", as_typed(arguments),
                                        std::strerror(code))};
  return child;
}

bool needs_quotes(const std::string& word) {
  return word.empty() || word.find_first_of(" \t\n\"'\\$`*?&;|<>()[]{}#~!") != std::string::npos;
}

}  // namespace

Result<void> run_own_command(const std::vector<std::string>& arguments) {
  std::fflush(stdout);
  const Result<pid_t> child = start(arguments);
  if (!child) return child.error();
  int status = 0;
  while (::waitpid(*child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{Fault::refused, fmt::format("{}: did not succeed; its own line above says why",
                                           as_typed(arguments))};
}

std::string as_typed(const std::vector<std::string>& arguments) {
  std::string text = "lamplighter";
  for (const std::string& word : arguments)
    text += needs_quotes(word) ? fmt::format(" '{}'", word) : " " + word;
  return text;
}

}  // namespace lamplighter::app
