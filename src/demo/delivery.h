// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/result.h"

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// The path from the sensors to the files: a broker, a sensor node in the light of each room, and
/// capture, all real, in one folder.
struct DemoSensors {
  std::string folder;                     ///< for the config, the store and the logs
  std::vector<RoomName> rooms;            ///< each with a sensor of the same name
  std::vector<std::string> light;         ///< readings files: the light at each room's sensor
  std::vector<std::string> place_config;  ///< lines of [home]
};

/// The number of readings that were acknowledged to the nodes, and the number in the files.
struct DemoDelivery {
  std::string config;  ///< the config of all later commands
  std::size_t published = 0;
  std::size_t stored = 0;
};

/// Lets the nodes measure as fast as the broker accepts and waits until everything is stored;
/// prints the commands as a user would type them. Errors: not_found if mosquitto or the node
/// program does not exist; interrupted() if `stop` was requested; those of the programs. All
/// processes that it started have ended on return.
Result<DemoDelivery> deliver_demo_light(const DemoSensors& sensors, const std::stop_token& stop);

}  // namespace lamplighter::app
