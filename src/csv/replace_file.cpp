// SPDX-License-Identifier: Apache-2.0
#include "csv/replace_file.h"

#include "csv/file_handle.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace lamplighter::csv {
namespace {

bool is_special(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

Result<void> write_straight(const std::string& path, std::string_view text) {
  const FileHandle file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return system_error("write", path, errno);
  return write_all(file.get(), text, path);
}

Result<void> write_beside(const std::string& beside, const std::string& path,
                          std::string_view text) {
  const FileHandle file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.is_open()) return system_error("write", path, errno);
  if (auto written = write_all(file.get(), text, path); !written) return written;
  if (::fsync(file.get()) != 0) return system_error("write", path, errno);
  if (::rename(beside.c_str(), path.c_str()) != 0) return system_error("write", path, errno);
  return {};
}

}  // namespace

Result<void> write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error("write", path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> replace_file(const std::string& path, std::string_view text) {
  if (is_special(path)) return write_straight(path, text);
  const std::string beside = path + ".new";
  Result<void> written = write_beside(beside, path, text);
  if (!written) ::unlink(beside.c_str());
  return written;
}

}  // namespace lamplighter::csv
