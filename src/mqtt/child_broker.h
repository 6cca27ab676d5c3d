// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace lamplighter::mqtt {

struct ChildBrokerOptions {
  std::string directory = {};  ///< for its config and its store; empty: a temporary one
  int port = 0;                ///< on 127.0.0.1; 0: one that is free
  bool persistent = false;     ///< keeps sessions and messages over its own death
  std::string more = {};       ///< further lines for its config
};

/// A mosquitto of our own on a loopback port, for the demo and for tests: ready once `start`
/// returns, gone when this object or this process is gone.
class ChildBroker {
 public:
  /// Errors: not_found where mosquitto is not installed; unavailable where it does not come up,
  /// with the last line of its log.
  static Result<std::unique_ptr<ChildBroker>> start(const ChildBrokerOptions& options = {});
  ~ChildBroker();
  ChildBroker(const ChildBroker&) = delete;
  ChildBroker& operator=(const ChildBroker&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }

  /// Ends it as a power cut does (SIGKILL), or in order (SIGTERM), and waits until it is gone.
  void kill();
  void stop();

  /// Starts it again on the same port and store. Errors: as for `start`.
  Result<void> restart();

 private:
  ChildBroker() = default;
  Result<void> make_directory(const ChildBrokerOptions& options);
  Result<void> write_config(const ChildBrokerOptions& options);
  Result<void> wait_until_ready(std::uintmax_t known_log_bytes);
  void end(int signal);
  [[nodiscard]] std::string last_log_line() const;

  std::string directory_;
  bool remove_directory_ = false;
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace lamplighter::mqtt
