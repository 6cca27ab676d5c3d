// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

namespace lamplighter::testing {

/// Runs `work` in a child process, which may drop privileges, set limits or be killed, and returns
/// the sentence that `work` returns: empty on success. If the child dies otherwise, a sentence says
/// so. Requires: no other threads.
inline std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string output = work();
    const ssize_t written = ::write(ends[1], output.data(), output.size());
    ::_exit(written == static_cast<ssize_t>(output.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  std::string output;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    output.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) output += " the child died";
  return output;
}

}  // namespace lamplighter::testing
