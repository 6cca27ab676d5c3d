// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace lamplighter::web {

/// Puts the calling thread behind everything else in the process, so that no load of the page
/// delays a lamp.
void run_behind_others();

/// A few threads for what may take a while: made when they are needed, gone when they were idle for
/// some time. They run behind everything else in the process. Any thread.
class HandlerThreads {
 public:
  explicit HandlerThreads(std::size_t most) : most_(most) {}
  ~HandlerThreads() { stop(); }
  HandlerThreads(const HandlerThreads&) = delete;
  HandlerThreads& operator=(const HandlerThreads&) = delete;

  /// `job` is called as soon as a thread is free; not at all after `stop`. It must not throw.
  /// False: the system gives no thread; the job is forgotten.
  [[nodiscard]] bool run(std::function<void()> job);

  /// Forgets what has not begun and waits for the rest.
  void stop();

 private:
  void start_thread();
  void work();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::condition_variable ended_;
  std::deque<std::function<void()>> waiting_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace lamplighter::web
