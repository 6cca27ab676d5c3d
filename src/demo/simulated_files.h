// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "simulation/simulation.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The files a simulated household is written to: one of readings a watched room, called after it,
/// and the truth of the house beside them.
struct SimulatedFiles {
  std::vector<std::string> readings;  ///< in the order of the watched rooms
  std::string changes;                ///< truth-onoff.csv
  std::string lamps;                  ///< truth-lamps.csv
};

/// What was written for one room.
struct SimulatedRoom {
  std::string name;
  std::string file;
  std::size_t readings;
  double least, most;       ///< lux; 0 where there are no readings
  std::size_t switches_on;  ///< how often the room went from dark to lit
  double lit_minutes_a_day;
};

/// Names of the files in `folder`.
SimulatedFiles simulated_files(const simulation::House& house, const std::string& folder);

/// Makes the folder if need be and writes the files; says what became of each watched room.
/// Errors: refused where a file exists and `replace` is false (nothing is written then); io.
Result<std::vector<SimulatedRoom>> write_simulation(const simulation::Simulation& simulation,
                                                    const std::string& folder, bool replace);

}  // namespace lamplighter::app
