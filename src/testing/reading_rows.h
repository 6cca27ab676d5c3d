// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>

namespace lamplighter::testing {

/// The first line of a readings file.
inline const std::string readings_header_line = "timestamp,datetime,sensor_id,value\n";

/// A row of a readings file.
inline std::string reading_row(const std::string& epoch, const std::string& value,
                               const std::string& sensor = "front") {
  return epoch + ",2016-07-02T03:43:50.824865," + sensor + "," + value + "\n";
}

/// Rows of a sensor in their usual form, one a minute; the n-th from 1467431000.25 s on has the
/// value n + 0.5.
inline std::string minute_rows(int count, const std::string& sensor = "front", int from = 0) {
  std::string text;
  for (int i = from; i < from + count; ++i)
    text += reading_row(fmt::format("{}.25", 1467431000 + 60 * i), fmt::format("{}.5", i), sensor);
  return text;
}

}  // namespace lamplighter::testing
