// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"
#include "core/series.h"
#include "csv/store.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

/// Rows of one import, none of which are in the store.
struct ImportRows {
  struct OfSensor {
    SensorId sensor;
    std::vector<Sample<Lux>> samples;  ///< sorted
  };
  std::vector<OfSensor> readings = {};
  std::vector<Change> changes = {};  ///< sorted by room, then time

  [[nodiscard]] std::size_t size() const;
};

/// The first line of `<store>/imports/NAME.csv`, the record of the rows that an import added.
inline constexpr std::string_view import_header = "kind,timestamp,datetime,name,value";

/// Whether an import may have this name: lower-case letters, digits and hyphens.
bool is_import_name(std::string_view name);

/// Adds rows to a store: first writes a record of them to disk, then adds them to their daily
/// files, then marks the record as done. If this is interrupted, `finish_imports` completes it.
/// Requires: `store` is open on `directory`; a valid name. Errors: refused if the name is taken;
/// those of the store and the disk.
Result<void> add_import(Store& store, const std::string& directory, const std::string& name,
                        const ImportRows& rows);

/// The first half of add_import: only the record, for the process that has the store open, which
/// adds the rows with `complete_imports`. Requires and errors: as above, without the store.
Result<void> leave_import(const std::string& directory, const std::string& name,
                          const ImportRows& rows);

/// Completes imports whose record is on disk, left by other processes or interrupted. Returns their
/// names. Errors: as above.
Result<std::vector<std::string>> complete_imports(Store& store, const std::string& directory);

/// The same, and removes what is left of imports that were interrupted before their record was
/// complete. Requires: no other process imports into the store.
Result<std::vector<std::string>> finish_imports(Store& store, const std::string& directory);

/// Removes the rows of an import from their files, and its record. Returns the number of rows
/// found. If interrupted, it can be repeated. Requires: `store` is open on `directory`. Errors:
/// not_found, which lists the existing imports; bad_input for a damaged record; io.
Result<std::int64_t> undo_import(Store& store, const std::string& directory,
                                 const std::string& name);

/// The names of a store's imports, sorted.
std::vector<std::string> imports_of(const std::string& directory);

}  // namespace lamplighter::csv
