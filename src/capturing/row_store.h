// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/taken.h"
#include "core/result.h"

#include <span>
#include <vector>

namespace lamplighter {

/// The files that rows end in, as capture needs them.
class RowStore {
 public:
  virtual ~RowStore() = default;

  /// Takes a row; after the next `sync` that succeeds it is in its file, on disk. Errors: bad_input
  /// for a row that no file can hold; unavailable when it can take no more until a sync succeeds.
  virtual Result<void> append(const Row& row) = 0;

  /// Puts what was taken into the files and onto the disk. Errors: io and the like; what was taken
  /// stays taken and is tried again.
  virtual Result<void> sync() = 0;

  /// Whether each of these rows is in its file already.
  virtual Result<std::vector<bool>> contains(std::span<const Taken> rows) = 0;
};

}  // namespace lamplighter
