// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "csv/names.h"
#include "csv/on_off_file.h"
#include "csv/readings_file.h"

#include <string>
#include <vector>

namespace lamplighter::csv {

/// The sensors or rooms that a store has files of, sorted; empty where there is no store.
std::vector<std::string> stored_names(const std::string& directory, StoreKind kind);

/// The paths of the daily files of a sensor or room in the order of their days.
std::vector<std::string> stored_files(const std::string& directory, StoreKind kind,
                                      const std::string& name);

/// Readings from a store, and the files that could not be read, each in a sentence.
struct StoredReadings {
  RoomReadings readings;
  std::vector<std::string> skipped;
};

/// A sensor's readings from `from` (included) until `until` (not included), from those daily files
/// that can hold them. A file that cannot be read is skipped and named: a service must not stop at
/// one bad day. The report counts the files as a whole. No reading in that time is no error.
/// Errors: not_found where the store has no such sensor.
Result<StoredReadings> read_store(const std::string& directory, const SensorId& sensor,
                                  Instant from, Instant until);

/// What changed in a room, from a store.
template <typename Rows>
struct Stored {
  Rows rows;
  std::vector<std::string> skipped;
};
using StoredChanges = Stored<OnOffRows>;
using StoredLooks = Stored<LookRows>;

/// The same for the changes of a room's lamps; the first one may be long before `from`, so that the
/// state at `from` is known: it is the newest change at or before `from`, where there is one in the
/// files. Errors: as above.
Result<StoredChanges> read_stored_changes(const std::string& directory, const RoomName& room,
                                          Instant from, Instant until);

/// The same for how they looked.
Result<StoredLooks> read_stored_looks(const std::string& directory, const RoomName& room,
                                      Instant from, Instant until);

}  // namespace lamplighter::csv
