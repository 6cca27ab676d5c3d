// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/reading.h"
#include "core/series.h"
#include "csv/readings_parser.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

/// A room's readings from any number of files: samples rise strictly in time.
struct RoomReadings {
  RoomName room;
  std::vector<Sample<Lux>> samples;
  ReadReport report;
};

/// Joins what the files say into one entry a room, in the order of the sensors' first appearance.
/// - Parts of one sensor are put in the order of their times. Where parts overlap, the same reading
///   is kept once and counted as duplicate; of two values for one time that of the part that begins
///   first.
/// - Sensors that share a file and never overlap in time, in no file, are one sensor that was
///   renamed: they become one room under the last id, and the report names both.
/// - All other sensors are rooms of their own.
/// Each element of `files` is what the parser gave for one file.
std::vector<RoomReadings> join_rooms(std::vector<std::vector<SensorRows>> files);

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
