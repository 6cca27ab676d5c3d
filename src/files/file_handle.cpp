// SPDX-License-Identifier: Apache-2.0
#include "files/file_handle.h"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lamplighter::files {

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error system_error(std::string_view doing, const std::string& path, int error_number) {
  const std::string why = std::generic_category().message(error_number);
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {Fault::not_found, fmt::format("{}: no such file; check the path", path)};
    case EACCES:
    case EPERM:
      return {Fault::refused,
              fmt::format("{}: cannot {}: {}; check owner and rights", path, doing, why)};
    default:
      return {Fault::io, fmt::format("{}: cannot {}: {}", path, doing, why)};
  }
}

}  // namespace lamplighter::files
