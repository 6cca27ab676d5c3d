// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <sys/types.h>

#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// One of the project's programs in a process of its own, stopped with this object and gone with
/// the thread that started it. One thread.
class ChildProcess {
 public:
  /// `words`: the program, which lies beside this one, and its arguments. `log` gets what it says;
  /// empty: it says it where we do. Errors: not_found where the program is not there; io where it
  /// cannot be started.
  static Result<ChildProcess> start(std::vector<std::string> words, const std::string& log = {});
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  [[nodiscard]] bool has_ended();

  /// Waits for its end; once `stop` is requested, asks it to end first (SIGTERM). Errors: refused
  /// where its exit status is not 0; interrupted() where it was asked to end.
  Result<void> wait(const std::stop_token& stop = {});

  /// Asks it to end (SIGTERM), then as `wait`.
  Result<void> stop();

 private:
  ChildProcess(std::vector<std::string> words, pid_t pid) : words_(std::move(words)), pid_(pid) {}
  bool reap(int options);

  std::vector<std::string> words_;
  pid_t pid_;       // 0: it has ended
  int status_ = 0;  // of its end, as waitpid tells
};

/// What a command says that a signal ended.
Error interrupted();

/// The words as a user types them: "lamplighter train a.csv --model house.json", quoted where a
/// shell needs it.
std::string as_typed(const std::vector<std::string>& words);

}  // namespace lamplighter::app
