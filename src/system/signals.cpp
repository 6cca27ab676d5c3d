// SPDX-License-Identifier: Apache-2.0
#include "system/signals.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace lamplighter::app {
namespace {

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

Signals::Signals(std::function<void()> on_hangup) : on_hangup_(std::move(on_hangup)) {
  const sigset_t set = our_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC);
  ended_ = ::eventfd(0, EFD_CLOEXEC);
  listener_ = std::thread([this] { listen(); });
}

Signals::~Signals() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(ended_, &one, sizeof one);
  listener_.join();
  ::close(signals_);
  ::close(ended_);
  const sigset_t set = our_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Signals::listen() {
  for (;;) {
    std::array<pollfd, 2> waits{pollfd{signals_, POLLIN, 0}, pollfd{ended_, POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[1].revents != 0) return;
    signalfd_siginfo caught{};
    if (::read(signals_, &caught, sizeof caught) != static_cast<ssize_t>(sizeof caught)) continue;
    if (caught.ssi_signo == SIGHUP && on_hangup_) {
      on_hangup_();
    } else {
      stop_.request_stop();
    }
  }
}

}  // namespace lamplighter::app

namespace lamplighter::app::service_manager {

void say_ready() { sd_notify(0, "READY=1\nSTATUS=at work"); }

void say_reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto micros = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000U +
                      static_cast<std::uint64_t>(now.tv_nsec) / 1'000U;
  sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}", micros).c_str());
}

void say_stopping() { sd_notify(0, "STOPPING=1"); }

void say_alive() { sd_notify(0, "WATCHDOG=1"); }

bool is_unattended() {
  const bool is_first_of_container = ::getpid() == 1;
  return is_first_of_container || std::getenv("NOTIFY_SOCKET") != nullptr;
}

std::optional<std::chrono::microseconds> watchdog_period() {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) <= 0) return std::nullopt;
  return std::chrono::microseconds(micros);
}

}  // namespace lamplighter::app::service_manager
