// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/readings.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stop_token>
#include <vector>

namespace lamplighter {

/// Holds what sources report on their own threads until capture takes it. Its size is limited: a
/// source whose push is refused keeps its reports, or reports a gap later. Thread-safe.
class SourceQueue {
 public:
  explicit SourceQueue(std::size_t most = 20'000) : most_(most) {}

  /// Appends all reports in their order, or none: false if they do not fit.
  bool push(std::vector<SourceNews> news);

  /// Takes everything that was pushed.
  std::vector<SourceNews> take();

  /// Waits until there is something to take, for `longest` at most, or until a stop is requested.
  void wait(std::chrono::milliseconds longest, const std::stop_token& stop);

  /// Sets a callback that is called on the pushing thread after each push.
  void notify(std::function<void()> on_news);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<SourceNews> news_;
  std::function<void()> on_news_;
};

}  // namespace lamplighter
