// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/journaled_row.h"
#include "csv/import_record.h"
#include "csv/store.h"
#include "ports/readings.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The daily CSV files as capture sees them.
class StoreRows final : public RowStore {
 public:
  /// `has_homes`: rows are of many homes (name_in_home), each of which has a store of its own.
  StoreRows(csv::Store store, std::string directory, bool has_homes = false)
      : store_(std::move(store)), directory_(std::move(directory)), has_homes_(has_homes) {}

  Result<void> append(const Row& row) override;
  Result<void> sync() override { return store_.sync(); }
  Result<std::vector<bool>> contains(std::span<const JournaledRow> rows) override;

  /// Takes on the rows of imports that other processes left for this one. The imports' names.
  /// Errors: those of csv::complete_imports; what was left stays.
  Result<std::vector<std::string>> complete_imports() {
    return csv::complete_imports(store_, directory_);
  }

  /// What was put right in torn files since the last call, in sentences.
  [[nodiscard]] csv::Repairs take_repairs() { return store_.take_repairs(); }

 private:
  csv::Store store_;
  std::string directory_;
  bool has_homes_;
};

/// What a store remembers of a source other than the broker: up to when all that it reported is in
/// the store. Errors: not_found where it never told anything; bad_input for a file that a power cut
/// tore; io.
Result<SourceMark> read_mark(const std::string& store, const std::string& source);

/// Writes it, without waiting for the disk; where that fails, the older one is good, too.
void write_mark(const std::string& store, const SourceMark& mark);

}  // namespace lamplighter::app
