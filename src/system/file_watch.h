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

/// Calls back on its own thread whenever a file is replaced or written, until it is destroyed.
/// Follows the folder's path: if another folder replaces it, or a disk is mounted there, it calls
/// back and watches that one, within half a second; if this happens to a parent folder, within five
/// seconds.
class FileWatch {
 public:
  /// Errors: io if the file's folder does not exist or cannot be watched.
  static Result<std::unique_ptr<FileWatch>> start(const std::string& path,
                                                  std::function<void()> on_change);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  /// Distinguishes folders.
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
  int mounts_;                       ///< readable by priority when mounts change; -1: unknown
  int watch_ = -1;                   ///< of the folder; -1: it does not exist
  std::optional<Identity> watched_;  ///< the folder that is watched
  std::string folder_;
  int ended_;
  std::string name_;
  std::function<void()> on_change_;
  std::jthread thread_;
};

}  // namespace lamplighter::app
