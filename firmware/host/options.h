// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace lamplighter::node_host {

struct LuxFile {
  std::string path;
};
struct ConstantLux {
  double lux;
};
struct RealBus {
  std::string device;
};

/// The options of the program.
struct Options {
  std::string broker = "127.0.0.1";
  int port = 1883;
  std::string id = {};
  std::string topic_prefix = "lamplighter";
  std::optional<std::string> user = {};
  std::string password_file = {};
  std::variant<ConstantLux, LuxFile, RealBus> light = ConstantLux{100};
  double interval_seconds = 60;
  std::optional<double> speed = 1;  ///< empty: as fast as readings are acknowledged
  bool has_clock = true;            ///< readings carry `at`
  double noise = 0.5;               ///< standard deviation of the modelled sensor's counts
  std::optional<std::uint32_t> seed = {};
  std::string log = {};  ///< empty: none
};

/// Parses the command line. An error's message is for the user, with exit status 2; if help was
/// requested, the result is an `int`, the exit status.
std::variant<Options, int> read_options(int argc, char** argv);

}  // namespace lamplighter::node_host
