// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace lamplighter::app {

/// Turns SIGINT and SIGTERM into a stop token, and SIGHUP into a call, for as long as it lives.
/// Make it before any other thread, so that all threads inherit the blocked signals. From then on a
/// pipe that nobody reads any more is an error of writing and does not end the process: what must
/// be tidied up or restored at the end is.
class Signals {
 public:
  /// `on_hangup` is called on a thread of its own; without it SIGHUP stops the program too.
  explicit Signals(std::function<void()> on_hangup = nullptr);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  void listen();

  std::function<void()> on_hangup_;
  std::stop_source stop_;
  int signals_;
  int ended_;
  std::thread listener_;
};

}  // namespace lamplighter::app
