// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lamplighter::trials {

/// The contents of a store's files, read independently of the program's own reader.
struct StoredNumbers {
  std::map<std::string, std::vector<double>> by_sensor;  ///< in row order
  std::int64_t rows = 0;
  std::int64_t torn = 0;  ///< lines that are not rows, and a last line without its end

  [[nodiscard]] std::int64_t twice() const;  ///< rows that repeat a sensor's number
};

StoredNumbers read_stored_numbers(const std::string& store);

}  // namespace lamplighter::trials
