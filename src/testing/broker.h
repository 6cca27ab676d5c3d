// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testing/scratch_folder.h"

#include <sys/types.h>

#include <string>

namespace lamplighter::testing {

/// How a Broker is to be.
struct BrokerOptions {
  std::string user = {};  ///< empty: anybody may connect
  std::string password = {};
  bool persists = false;  ///< saves sessions and queues every second and at its end
  std::string more = {};  ///< lines for mosquitto.conf
};

/// A real mosquitto on a free port of the loopback, as a child that dies with the test. It keeps
/// what it is told to keep in a folder of its own, so that it can be killed and started again.
class Broker {
 public:
  /// Started and ready to accept. Aborts where there is no mosquitto.
  explicit Broker(BrokerOptions options);
  Broker() : Broker(BrokerOptions{}) {}
  ~Broker() { kill(); }
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  [[nodiscard]] int port() const { return port_; }

  /// Asks it to end and waits until it has, with everything saved.
  void stop();

  /// Ends it at once, as a power cut does.
  void kill();

  /// Starts it again on the same port. Requires: stopped or killed.
  void start();

 private:
  bool try_start();
  void end(int signal);
  [[nodiscard]] std::string configuration() const;

  BrokerOptions options_;
  ScratchFolder folder_;
  int port_;
  pid_t child_ = -1;
  int log_ = -1;  // its stderr
};

/// A port of the loopback that nobody listens on at the moment.
int free_port();

}  // namespace lamplighter::testing
