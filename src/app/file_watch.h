// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace lamplighter::app {

/// Calls somebody on a thread of its own whenever a file is replaced or written, until it is
/// destroyed.
class FileWatch {
 public:
  /// Errors: io, where the file's folder is not there or cannot be watched.
  static Result<std::unique_ptr<FileWatch>> start(const std::string& path,
                                                  std::function<void()> on_change);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  FileWatch(int changes, std::string name, std::function<void()> on_change);
  void listen(const std::stop_token& stop);
  [[nodiscard]] bool read_changes() const;

  int changes_;
  int ended_;
  std::string name_;
  std::function<void()> on_change_;
  std::jthread thread_;
};

}  // namespace lamplighter::app
