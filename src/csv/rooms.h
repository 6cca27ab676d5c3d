// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/reading.h"
#include "core/series.h"
#include "csv/read_report.h"
#include "csv/readings_parser.h"

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

}  // namespace lamplighter::csv
