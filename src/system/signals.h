// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

namespace lamplighter::app {

/// Turns SIGINT and SIGTERM into a stop token, and SIGHUP into a callback, while it exists. Create
/// it before any other thread, so that all threads inherit the blocked signals. It also ignores
/// SIGPIPE: writing to a closed pipe is an error and does not end the process, so clean-up and
/// restoring still happen.
class Signals {
 public:
  /// `on_hangup` is called on a separate thread; without it SIGHUP also stops the program.
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

/// Notifies systemd over the socket in NOTIFY_SOCKET (sd_notify(3)); does nothing without one. The
/// messages are the same at home and away.
void say_ready();
void say_reloading();
void say_stopping();
void say_alive();

/// Whether systemd or a container started this process, rather than a person.
bool is_unattended();

/// The longest interval between watchdog notifications that systemd accepts; empty without a
/// watchdog.
std::optional<std::chrono::microseconds> watchdog_period();

}  // namespace lamplighter::app::service_manager
