// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <sys/types.h>

#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// One of the project's programs as a child process, which is stopped when this object is destroyed
/// or the thread that started it ends. Single-threaded.
class ChildProcess {
 public:
  /// `words`: the program, which is in the same folder as this one, and its arguments. `log`
  /// receives its output; empty: it inherits ours. Errors: not_found if the program does not exist;
  /// io if it cannot be started.
  static Result<ChildProcess> start(std::vector<std::string> words, const std::string& log = {});
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  [[nodiscard]] bool has_ended();

  /// Waits until it exits; once `stop` is requested, sends SIGTERM first. Errors: refused if its
  /// exit status is not 0; interrupted() if it was stopped.
  Result<void> wait(const std::stop_token& stop = {});

  /// Sends SIGTERM, then waits as `wait`.
  Result<void> stop();

 private:
  ChildProcess(std::vector<std::string> words, pid_t pid) : words_(std::move(words)), pid_(pid) {}
  bool reap(int options);

  std::vector<std::string> words_;
  pid_t pid_;       // 0: it has exited
  int status_ = 0;  // exit status, as returned by waitpid
};

/// The error of a command that was ended by a signal.
Error interrupted();

/// The command line as a user would type it: "lamplighter train a.csv --model house.json", quoted
/// where a shell needs it.
std::string as_typed(const std::vector<std::string>& words);

}  // namespace lamplighter::app
