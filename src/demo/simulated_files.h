// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "simulation/simulation.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The output files of a simulation: one readings file per watched room, named after it, and the
/// ground truth of the house.
struct SimulatedFiles {
  std::vector<std::string> readings;  ///< in the order of the watched rooms
  std::string changes;                ///< truth-onoff.csv
  std::string lamps;                  ///< truth-lamps.csv
};

/// A summary of what was written for one room.
struct SimulatedRoom {
  std::string name;
  std::string file;
  std::size_t readings;
  double least, most;       ///< lux; 0 if there are no readings
  std::size_t switches_on;  ///< number of changes from dark to lit
  double lit_minutes_a_day;
};

/// The paths of the files in `folder`.
SimulatedFiles simulated_files(const simulation::House& house, const std::string& folder);

/// Creates the folder if necessary and writes the files; returns a summary of each watched room.
/// Errors: refused if a file exists and `replace` is false (nothing is written then); io.
Result<std::vector<SimulatedRoom>> write_simulation(const simulation::Simulation& simulation,
                                                    const std::string& folder, bool replace);

}  // namespace lamplighter::app
