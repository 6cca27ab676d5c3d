// SPDX-License-Identifier: Apache-2.0
// usage: with_broker_trial COMMAND ARGUMENT…
//
// Starts a broker on a free loopback port, puts the port into $PORT, runs the command, and ends
// with its exit status. For scripts.
#include "capture_process.h"
#include "mqtt/child_broker.h"

#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
  using lamplighter::trials::require;
  require(argc > 1, "usage: with_broker_trial COMMAND ARGUMENT…");
  const auto broker = lamplighter::mqtt::ChildBroker::start();
  require(broker.has_value(), broker ? "" : broker.error().message);
  ::setenv("PORT", std::to_string((*broker)->port()).c_str(), 1);
  lamplighter::trials::Process command({argv + 1, argv + argc}, "-", "-");
  return command.wait();
}
