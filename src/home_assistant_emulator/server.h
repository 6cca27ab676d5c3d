// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "home_assistant_emulator/home.h"
#include "ports/clock.h"

#include <functional>
#include <memory>
#include <string>

namespace lamplighter::home_assistant_emulator {

/// HTTP server for an EmulatedHome on a free port of 127.0.0.1; runs on its own threads until it is
/// destroyed. Thread-safe.
class EmulatedHomeServer {
 public:
  /// `clock` provides the time, must be thread-safe and outlives the server. Errors: io if there is
  /// no free port.
  static Result<std::unique_ptr<EmulatedHomeServer>> start(EmulatedHome home, const Clock& clock);

  ~EmulatedHomeServer();
  EmulatedHomeServer(const EmulatedHomeServer&) = delete;
  EmulatedHomeServer& operator=(const EmulatedHomeServer&) = delete;

  /// "http://127.0.0.1:PORT".
  [[nodiscard]] std::string url() const;

  /// Ends the open streams, as a restart of Home Assistant does. New ones may be opened.
  void end_streams();

  /// Runs `use` while no request is being processed.
  void with_home(const std::function<void(EmulatedHome&, Instant now)>& use);

 private:
  struct Impl;
  explicit EmulatedHomeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::home_assistant_emulator
