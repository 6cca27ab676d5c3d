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

/// What sources report on threads of their own, until capture takes it. Holds so much at most: a
/// source whose news is not taken keeps it, or reports a gap later. Any thread.
class SourceQueue {
 public:
  explicit SourceQueue(std::size_t most = 20'000) : most_(most) {}

  /// Takes all of it, in its order, or nothing: false where it does not fit.
  bool push(std::vector<SourceNews> news);

  /// All that was pushed and not yet taken.
  std::vector<SourceNews> take();

  /// Waits until there is something to take, at most for so long; less where `stop` is asked for.
  void wait(std::chrono::milliseconds longest, const std::stop_token& stop);

  /// `on_news` is called on the thread that pushed, after each push.
  void notify(std::function<void()> on_news);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<SourceNews> news_;
  std::function<void()> on_news_;
};

}  // namespace lamplighter
