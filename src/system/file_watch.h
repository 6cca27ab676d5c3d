// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace lamplighter::app {

/// Calls back on a thread of its own whenever a file is replaced or written, until it is destroyed.
/// Follows the folder's name: where another folder takes its place, or a disk is mounted there, it
/// calls back and watches that one, within half a second; where a folder above it does, within
/// five.
class FileWatch {
 public:
  /// Errors: io, where the file's folder is not there or cannot be watched.
  static Result<std::unique_ptr<FileWatch>> start(const std::string& path,
                                                  std::function<void()> on_change);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  /// What tells one folder from another.
  struct Identity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    friend bool operator==(const Identity&, const Identity&) = default;
  };

  FileWatch(int changes, const std::string& path, std::function<void()> on_change);
  void listen(const std::stop_token& stop);
  bool follow();
  [[nodiscard]] std::optional<Identity> folder_there() const;
  [[nodiscard]] bool read_changes() const;

  int changes_;
  int mounts_;                       ///< readable by priority when disks are mounted; -1: unknown
  int watch_ = -1;                   ///< of the folder; -1: it is not there
  std::optional<Identity> watched_;  ///< the folder that is watched
  std::string folder_;
  int ended_;
  std::string name_;
  std::function<void()> on_change_;
  std::jthread thread_;
};

}  // namespace lamplighter::app
