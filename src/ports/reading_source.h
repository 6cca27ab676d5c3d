// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"

#include <optional>
#include <stop_token>

namespace lamplighter {

/// Where readings come from.
class ReadingSource {
 public:
  virtual ~ReadingSource() = default;

  /// The next reading, waiting for it if need be; nothing once asked to stop or at the end.
  virtual std::optional<Reading> next(const std::stop_token& stop) = 0;
};

}  // namespace lamplighter
