// SPDX-License-Identifier: Apache-2.0
#include "app/text_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace lamplighter::app {
namespace {

Error failure(const std::string& path, const char* what) {
  const int code = errno;
  return Error{code == ENOENT ? Fault::not_found : Fault::io,
               fmt::format("{}: {}: {}", path, what, std::strerror(code))};
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void sync_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const Descriptor handle(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.number() >= 0) ::fsync(handle.number());
}

/// What root writes into somebody's folder is theirs: a service must be able to read what
/// `sudo lamplighter` left for it.
bool give_to_owner_of_folder(int file, const std::string& path) {
  if (::geteuid() != 0) return true;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  struct stat owner {};
  if (::stat(folder.empty() ? "." : folder.c_str(), &owner) != 0) return false;
  return ::fchown(file, owner.st_uid, owner.st_gid) == 0;
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return failure(path, "cannot be opened");
  std::string text;
  char block[65536];
  for (;;) {
    const ssize_t got = ::read(file.number(), block, sizeof block);
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

Result<void> replace_text_file(const std::string& path, std::string_view text, unsigned mode) {
  const std::string fresh = fmt::format("{}.{}.new", path, ::getpid());
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (file.number() < 0) return failure(fresh, "cannot be written");
    const bool written = give_to_owner_of_folder(file.number(), path) &&
                         ::fchmod(file.number(), mode) == 0 && write_all(file.number(), text) &&
                         ::fsync(file.number()) == 0;
    if (!written) {
      const Error error = failure(fresh, "cannot be written");
      ::unlink(fresh.c_str());
      return error;
    }
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    const Error error = failure(path, "cannot be replaced");
    ::unlink(fresh.c_str());
    return error;
  }
  sync_folder(path);
  return {};
}

}  // namespace lamplighter::app
