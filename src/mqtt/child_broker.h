// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace lamplighter::mqtt {

struct ChildBrokerOptions {
  std::string directory = {};  ///< for its configuration and store; empty: a temporary one
  int port = 0;                ///< on 127.0.0.1; 0: any free port
  bool persistent = false;     ///< keeps sessions and messages across restarts
  std::string more = {};       ///< additional configuration lines
};

/// Runs mosquitto on a loopback port, for the demo and for tests: ready once `start` returns, ended
/// with this object or this process.
class ChildBroker {
 public:
  /// Errors: not_found if mosquitto is not installed; unavailable if it does not start, with the
  /// last line of its log.
  static Result<std::unique_ptr<ChildBroker>> start(const ChildBrokerOptions& options = {});
  ~ChildBroker();
  ChildBroker(const ChildBroker&) = delete;
  ChildBroker& operator=(const ChildBroker&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }

  /// Ends it as in a power cut (SIGKILL), or cleanly (SIGTERM), and waits until it has ended.
  void kill();
  void stop();

  /// Starts it again with the same port and store. Errors: as for `start`.
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
