// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "home_assistant_emulator/home.h"
#include "ports/clock.h"

#include <functional>
#include <memory>
#include <string>

namespace lamplighter::home_assistant_emulator {

/// HTTP around an EmulatedHome on a free port of 127.0.0.1, on threads of its own until it is
/// destroyed. Every function may be called from any thread.
class EmulatedHomeServer {
 public:
  /// `clock` gives the home its time, is asked from several threads and outlives the server.
  /// Errors: io when no port can be had.
  static Result<std::unique_ptr<EmulatedHomeServer>> start(EmulatedHome home, const Clock& clock);

  ~EmulatedHomeServer();
  EmulatedHomeServer(const EmulatedHomeServer&) = delete;
  EmulatedHomeServer& operator=(const EmulatedHomeServer&) = delete;

  /// "http://127.0.0.1:PORT".
  [[nodiscard]] std::string url() const;

  /// Ends the streams that are open, as a restart of Home Assistant does. New ones may be opened.
  void end_streams();

  /// Runs `use` while no request is being answered.
  void with_home(const std::function<void(EmulatedHome&, Instant now)>& use);

 private:
  struct Impl;
  explicit EmulatedHomeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::home_assistant_emulator
