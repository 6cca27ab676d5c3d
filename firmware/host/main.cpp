// SPDX-License-Identifier: Apache-2.0
// lamplighter-node: the sensor node of firmware/node as a Linux program.
#include "host/run.h"
#include "system/signals.h"

#include <fmt/format.h>

#include <cstdio>

int main(int argc, char** argv) {
  using namespace lamplighter;
  const auto options = node_host::read_options(argc, argv);
  if (const int* status = std::get_if<int>(&options)) return *status;
  const app::Signals signals;
  const Result<void> done = node_host::run(std::get<node_host::Options>(options), signals.token());
  if (done) return 0;
  fmt::print(stderr, "lamplighter-node: {}\n", done.error().message);
  return 1;
}
