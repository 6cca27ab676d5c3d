// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lamplighter::trials {

/// What the files of a store hold, read byte by byte and not by the program's own reader.
struct StoredNumbers {
  std::map<std::string, std::vector<double>> by_sensor;  ///< in the order of the rows
  std::int64_t rows = 0;
  std::int64_t torn = 0;  ///< lines that are not a row, and a last line without its end

  [[nodiscard]] std::int64_t twice() const;  ///< rows beyond the first of a sensor's number
};

StoredNumbers read_stored_numbers(const std::string& store);

}  // namespace lamplighter::trials
