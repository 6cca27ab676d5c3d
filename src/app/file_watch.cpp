// SPDX-License-Identifier: Apache-2.0
#include "app/file_watch.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace lamplighter::app {

Result<std::unique_ptr<FileWatch>> FileWatch::start(const std::string& path,
                                                    std::function<void()> on_change) {
  const std::filesystem::path file(path);
  const std::string folder = file.parent_path().empty() ? "." : file.parent_path().string();
  const int changes = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  const bool watched =
      changes >= 0 &&
      ::inotify_add_watch(changes, folder.c_str(), IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE) >= 0;
  if (!watched) {
    const int code = errno;
    if (changes >= 0) ::close(changes);
    return Error{Fault::io, fmt::format("{}: cannot be watched: {}", folder, std::strerror(code))};
  }
  return std::unique_ptr<FileWatch>(
      new FileWatch(changes, file.filename().string(), std::move(on_change)));
}

FileWatch::FileWatch(int changes, std::string name, std::function<void()> on_change)
    : changes_(changes),
      ended_(::eventfd(0, EFD_CLOEXEC)),
      name_(std::move(name)),
      on_change_(std::move(on_change)),
      thread_([this](const std::stop_token& stop) { listen(stop); }) {}

FileWatch::~FileWatch() {
  thread_.request_stop();
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(ended_, &one, sizeof one);
  thread_.join();
  ::close(changes_);
  ::close(ended_);
}

void FileWatch::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> waits{pollfd{changes_, POLLIN, 0}, pollfd{ended_, POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0 || waits[1].revents != 0) continue;
    if (read_changes()) on_change_();
  }
}

/// Whether our file is among what changed in the folder, or the kernel lost count.
bool FileWatch::read_changes() const {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  bool ours = false;
  for (;;) {
    const ssize_t got = ::read(changes_, buffer.data(), buffer.size());
    if (got <= 0) return ours;
    for (ssize_t at = 0; at < got;) {
      const auto* change = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      ours |= (change->mask & IN_Q_OVERFLOW) != 0 || (change->len > 0 && name_ == change->name);
      at += static_cast<ssize_t>(sizeof *change) + change->len;
    }
  }
}

}  // namespace lamplighter::app
