// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace lamplighter::web {

/// A thread for each client that is connected, made when it comes and gone a while after it, at
/// most so many: then nobody more is taken from the system's own queue until one goes. They run
/// behind everything else in the process, so that no load of the page delays a lamp.
class ClientThreads {
 public:
  /// `is_crowded` tells whether somebody waits for a place. Requires: it outlives this.
  ClientThreads(std::size_t most, std::atomic<bool>& is_crowded)
      : most_(most), is_crowded_(is_crowded) {}

  /// `client` ends when the client has gone. Waits while there are too many.
  void enqueue(std::function<void()> client);

  /// Waits for all of them to end.
  void shutdown();

 private:
  void work();

  const std::size_t most_;
  std::atomic<bool>& is_crowded_;
  std::mutex mutex_;
  std::condition_variable work_;  ///< for idle threads
  std::condition_variable room_;  ///< for who wants to add, or waits for the end
  std::deque<std::function<void()>> waiting_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
  bool closing_ = false;
};

}  // namespace lamplighter::web
