// SPDX-License-Identifier: Apache-2.0
#include "system/child_process.h"

#include "system/clocks.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

/// The project's programs are in one folder.
std::string path_of(const std::string& program) {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path() / program;
}

/// Signals that we handle on a separate thread are blocked here; a child must receive them
/// normally.
[[noreturn]] void become(const char* path, char* const* words, const char* log, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);  // the parent had already exited
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  if (*log != '\0') {
    const int file = ::open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
  }
  ::execv(path, words);
  ::_exit(127);
}

bool needs_quotes(const std::string& word) {
  return word.empty() || word.find_first_of(" \t\n\"'\\$`*?&;|<>()[]{}#~!") != std::string::npos;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(std::vector<std::string> words, const std::string& log) {
  const std::string path = path_of(words.front());
  if (::access(path.c_str(), X_OK) != 0) {
    return Error{Fault::not_found,
                 fmt::format("{}: {}; build it with ./dev build", path, std::strerror(errno))};
  }
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::fflush(stdout);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become(path.c_str(), pointers.data(), log.c_str(), parent);
  if (child < 0) {
    return Error{Fault::io,
                 fmt::format("{}: cannot be started: {}", as_typed(words), std::strerror(errno))};
  }
  return ChildProcess(std::move(words), child);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : words_(std::move(other.words_)), pid_(std::exchange(other.pid_, 0)), status_(other.status_) {}

ChildProcess::~ChildProcess() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGTERM);
  reap(0);
}

bool ChildProcess::reap(int options) {
  pid_t ended = 0;
  while ((ended = ::waitpid(pid_, &status_, options)) < 0 && errno == EINTR) {
  }
  if (ended == pid_) pid_ = 0;
  return pid_ == 0;
}

bool ChildProcess::has_ended() { return pid_ == 0 || reap(WNOHANG); }

Result<void> ChildProcess::wait(const std::stop_token& stop) {
  constexpr auto pause = std::chrono::milliseconds(20);
  SystemClock clock;
  while (stop.stop_possible() && !stop.stop_requested() && !has_ended())
    clock.sleep_until(clock.now() + pause, stop);
  if (stop.stop_requested() && pid_ != 0) ::kill(pid_, SIGTERM);
  if (pid_ != 0) reap(0);
  if (stop.stop_requested()) return interrupted();
  if (WIFEXITED(status_) && WEXITSTATUS(status_) == 0) return {};
  return Error{Fault::refused, fmt::format("{}: failed; see its own message", as_typed(words_))};
}

Result<void> ChildProcess::stop() {
  if (pid_ != 0) ::kill(pid_, SIGTERM);
  return wait();
}

Error interrupted() { return {Fault::refused, "interrupted"}; }

std::string as_typed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    text += needs_quotes(word) ? fmt::format("'{}'", word) : word;
  }
  return text;
}

}  // namespace lamplighter::app
