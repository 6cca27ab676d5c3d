// SPDX-License-Identifier: Apache-2.0
#include "system/file_watch.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace lamplighter::app {

namespace {

constexpr std::uint32_t interesting =
    IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF;

/// The folder itself was removed, or its disk.
constexpr std::uint32_t folder_gone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;

/// How often the folder's path is checked: the kernel does not report that a parent folder was
/// renamed, or that a folder was created again.
constexpr int usual_milliseconds = 5000;
constexpr int lost_milliseconds = 250;

}  // namespace

Result<std::unique_ptr<FileWatch>> FileWatch::start(const std::string& path,
                                                    std::function<void()> on_change) {
  const int changes = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  std::unique_ptr<FileWatch> watch(new FileWatch(changes, path, std::move(on_change)));
  errno = 0;
  watch->follow();
  if (watch->watch_ < 0) {
    return Error{Fault::io,
                 fmt::format("{}: cannot be watched: {}", watch->folder_, std::strerror(errno))};
  }
  FileWatch* const self = watch.get();
  watch->thread_ = std::jthread([self](const std::stop_token& stop) { self->listen(stop); });
  return watch;
}

FileWatch::FileWatch(int changes, const std::string& path, std::function<void()> on_change)
    : changes_(changes),
      mounts_(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)),
      ended_(::eventfd(0, EFD_CLOEXEC)),
      name_(std::filesystem::path(path).filename().string()),
      on_change_(std::move(on_change)) {
  folder_ = std::filesystem::path(path).parent_path().string();
  if (folder_.empty()) folder_ = ".";
}

FileWatch::~FileWatch() {
  thread_.request_stop();
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(ended_, &one, sizeof one);
  if (thread_.joinable()) thread_.join();
  ::close(changes_);
  if (mounts_ >= 0) ::close(mounts_);
  ::close(ended_);
}

void FileWatch::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::array<pollfd, 3> waits{pollfd{changes_, POLLIN, 0}, pollfd{ended_, POLLIN, 0},
                                pollfd{mounts_, POLLPRI, 0}};  // a disk was mounted or unmounted
    const int pause = watch_ < 0 ? lost_milliseconds : usual_milliseconds;
    if (::poll(waits.data(), waits.size(), pause) < 0 || waits[1].revents != 0) continue;
    const bool is_changed = read_changes();
    const bool is_another_folder = follow();
    if (is_changed || is_another_folder) on_change_();
  }
}

/// Watches the folder that has the path now. Returns whether it is another one than before, or
/// none.
bool FileWatch::follow() {
  const std::optional<Identity> there = folder_there();
  if (there == watched_) return false;
  if (watch_ >= 0) ::inotify_rm_watch(changes_, watch_);
  watch_ = there ? ::inotify_add_watch(changes_, folder_.c_str(), interesting) : -1;
  watched_ = watch_ < 0 ? std::nullopt : there;
  return true;
}

std::optional<FileWatch::Identity> FileWatch::folder_there() const {
  struct stat info {};
  if (::stat(folder_.c_str(), &info) != 0) return std::nullopt;
  return Identity{info.st_dev, info.st_ino};
}

/// Whether our file is among the changes in the folder, or events were lost.
bool FileWatch::read_changes() const {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  bool ours = false;
  for (;;) {
    const ssize_t got = ::read(changes_, buffer.data(), buffer.size());
    if (got <= 0) return ours;
    for (ssize_t at = 0; at < got;) {
      const auto* change = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      ours |= (change->mask & (IN_Q_OVERFLOW | folder_gone)) != 0 ||
              (change->len > 0 && name_ == change->name);
      at += static_cast<ssize_t>(sizeof *change) + change->len;
    }
  }
}

}  // namespace lamplighter::app
