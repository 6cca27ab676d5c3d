// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

namespace lamplighter::app {

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
