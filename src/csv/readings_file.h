// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "csv/rooms.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

/// Reads readings files (header `timestamp,datetime,sensor_id,value`) into one entry a room; see
/// rooms.h for how files and sensor ids become rooms. Rows with a flaw are left out, counted and
/// named in the room's report. An empty file, and a file whose rows are all bad, is a room without
/// samples, named after the file.
/// Errors: the first file that is missing, a directory, unreadable, without the header, or with a
/// line over 256 KiB.
Result<std::vector<RoomReadings>> read_readings(const std::vector<std::string>& files);

/// What one file says, sensor by sensor. Errors: as above.
Result<std::vector<SensorRows>> read_readings_file(const std::string& file);

/// The same for a file's text in memory. `file` is its name, for the report.
Result<std::vector<SensorRows>> parse_readings(const std::string& file, std::string_view text);

}  // namespace lamplighter::csv
