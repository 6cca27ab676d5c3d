// SPDX-License-Identifier: Apache-2.0
#include "system/text_file.h"

#include "files/replace_file.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lamplighter::app {
namespace {

Error failure(const std::string& path, const char* what) {
  const int code = errno;
  const char* advice =
      code == EACCES ? "; only its owner may read it: type the command with sudo" : "";
  return Error{code == ENOENT ? Fault::not_found : Fault::io,
               fmt::format("{}: {}: {}{}", path, what, std::strerror(code), advice)};
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t limit) {
  const files::FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return failure(path, "cannot be opened");
  std::string text;
  char block[65536];
  for (;;) {
    const ssize_t got = ::read(file.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(path, "cannot be read");
    if (got == 0) return text;
    text.append(block, static_cast<std::size_t>(got));
    if (text.size() > limit) {
      return Error{Fault::bad_input,
                   fmt::format("{}: larger than {} bytes; is this the right file?", path, limit)};
    }
  }
}

}  // namespace lamplighter::app
