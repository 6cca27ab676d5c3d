// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace lamplighter::web {

/// Gives the calling thread a lower priority than all others in the process, so that load on the
/// page does not delay a lamp.
void run_behind_others();

/// A small pool of threads for handlers that may take a while: created on demand, ended when idle.
/// They have a lower priority than the rest of the process. Thread-safe.
class HandlerThreads {
 public:
  explicit HandlerThreads(std::size_t most) : most_(most) {}
  ~HandlerThreads() { stop(); }
  HandlerThreads(const HandlerThreads&) = delete;
  HandlerThreads& operator=(const HandlerThreads&) = delete;

  /// Calls `job` as soon as a thread is free; not at all after `stop`. It must not throw. Returns
  /// false, dropping the job, if the system cannot create a thread.
  [[nodiscard]] bool run(std::function<void()> job);

  /// Drops jobs that have not started and waits for the others.
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
