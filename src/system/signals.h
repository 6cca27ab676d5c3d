// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
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

namespace lamplighter::app::service_manager {

/// What systemd is told over the socket it named in NOTIFY_SOCKET (sd_notify(3)); nothing without
/// one. What is said is the same whether somebody is home or not.
void say_ready();
void say_reloading();
void say_stopping();
void say_alive();

/// How often systemd wants to hear that we are alive, at the least; nothing without a watchdog.
std::optional<std::chrono::microseconds> watchdog_period();

}  // namespace lamplighter::app::service_manager
