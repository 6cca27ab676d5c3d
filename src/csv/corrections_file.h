// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

/// `<store>/corrections.csv`.
std::string corrections_path(const std::string& store);

/// What a corrections file says, in its order.
struct CorrectionRows {
  std::vector<Correction> corrections;
  int flawed = 0;  ///< rows that are none, and are left out
};

/// Reads an on/off file with a fifth column `until`, in which a state may be `detected` too.
/// Errors: not_found; io; bad_input for another header or more than 16 MiB.
Result<CorrectionRows> read_corrections(const std::string& path);

/// The same for the text of a file, `file` being its name.
Result<CorrectionRows> parse_corrections(const std::string& file, std::string_view text);

/// A whole file, header and all. Requires: good names, times in range.
std::string format_corrections(const std::vector<Correction>& corrections);

/// Adds a row in one write, so that a crash leaves whole rows. Errors: io.
Result<void> add_correction(const std::string& path, const Correction& correction);

}  // namespace lamplighter::csv
