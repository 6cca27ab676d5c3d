// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/journaled_row.h"
#include "csv/import_record.h"
#include "csv/store.h"
#include "ports/readings.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The daily CSV files, as the row store of capture.
class StoreRows final : public RowStore {
 public:
  /// `has_homes`: rows belong to many homes (name_in_home), each of which has its own store.
  StoreRows(csv::Store store, std::string directory, bool has_homes = false)
      : store_(std::move(store)), directory_(std::move(directory)), has_homes_(has_homes) {}

  Result<void> append(const Row& row) override;
  Result<void> sync() override { return store_.sync(); }
  Result<std::vector<bool>> contains(std::span<const JournaledRow> rows) override;

  /// Completes imports that other processes have left pending. Returns their names. Errors: those
  /// of csv::complete_imports; pending imports are kept.
  Result<std::vector<std::string>> complete_imports() {
    return csv::complete_imports(store_, directory_);
  }

  /// Repairs of torn files since the last call, as sentences.
  [[nodiscard]] csv::Repairs take_repairs() { return store_.take_repairs(); }

 private:
  csv::Store store_;
  std::string directory_;
  bool has_homes_;
};

/// Reads a source's mark: everything it reported up to that time is in the store. Errors: not_found
/// if there is none; bad_input for a file torn by a power cut; io.
Result<SourceMark> read_mark(const std::string& store, const std::string& source);

/// Writes it without waiting for the disk; if that fails, the older mark is still valid.
void write_mark(const std::string& store, const SourceMark& mark);

}  // namespace lamplighter::app
