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

/// Rows of one import, none of which the store has.
struct ImportRows {
  struct OfSensor {
    SensorId sensor;
    std::vector<Sample<Lux>> samples;  ///< sorted
  };
  std::vector<OfSensor> readings = {};
  std::vector<Change> changes = {};  ///< sorted, room by room

  [[nodiscard]] std::size_t size() const;
};

/// The first line of `<store>/imports/NAME.csv`: the rows that an import added.
inline constexpr std::string_view import_header = "kind,timestamp,datetime,name,value";

/// Whether an import may have this name: small letters, digits and hyphens.
bool is_import_name(std::string_view name);

/// Adds rows to a store: first a record of them is on the disk, then they go to their daily files,
/// then the record is marked as done. Whatever stops this in between, `finish_imports` completes
/// it. Requires: `store` is open on `directory`; a good name. Errors: refused where the name is
/// taken; those of the store and of the disk.
Result<void> add_import(Store& store, const std::string& directory, const std::string& name,
                        const ImportRows& rows);

/// The first half of add_import: the record alone, for the process that has the store open, which
/// takes the rows on with `complete_imports`. Requires and errors: as above, without the store.
Result<void> leave_import(const std::string& directory, const std::string& name,
                          const ImportRows& rows);

/// Completes imports whose record is on the disk, left by other processes or interrupted. The names
/// of the completed. Errors: as above.
Result<std::vector<std::string>> complete_imports(Store& store, const std::string& directory);

/// The same, and removes what is left of imports that were interrupted before their record was
/// whole. Requires: no other process imports into the store.
Result<std::vector<std::string>> finish_imports(Store& store, const std::string& directory);

/// Takes the rows of an import out of their files again, and forgets it. How many rows were there.
/// Interrupted, it can be repeated. Requires: `store` is open on `directory`. Errors: not_found,
/// which lists the imports there are; bad_input for a record that is damaged; io.
Result<std::int64_t> undo_import(Store& store, const std::string& directory,
                                 const std::string& name);

/// The names of a store's imports, sorted.
std::vector<std::string> imports_of(const std::string& directory);

}  // namespace lamplighter::csv
