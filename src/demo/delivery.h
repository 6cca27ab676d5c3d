// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/result.h"

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// The way from the sensors to the files: a broker, a sensor node in the light of each room, and
/// capture, all real, in one folder.
struct DemoSensors {
  std::string folder;                     ///< where the config, the store and the logs go
  std::vector<RoomName> rooms;            ///< each with a sensor of its name
  std::vector<std::string> light;         ///< readings files: what shines on each room's sensor
  std::vector<std::string> place_config;  ///< lines of [home]
};

/// Readings that the nodes got an acknowledgement for, and those that stand in the files.
struct DemoDelivery {
  std::string config;  ///< the file that every later command reads
  std::size_t published = 0;
  std::size_t stored = 0;
};

/// Lets the nodes measure as fast as the broker takes it and waits until all is stored; shows the
/// commands as a user types them. Errors: not_found where mosquitto or the node program is not
/// there; interrupted() where `stop` was requested; those of the programs. All processes that it
/// started have ended then.
Result<DemoDelivery> deliver_demo_light(const DemoSensors& sensors, const std::stop_token& stop);

}  // namespace lamplighter::app
