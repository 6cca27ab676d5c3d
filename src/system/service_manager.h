// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

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
