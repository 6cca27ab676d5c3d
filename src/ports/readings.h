// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/result.h"

#include <optional>
#include <stop_token>

namespace lamplighter {

/// Where readings go to be kept.
class ReadingSink {
 public:
  virtual ~ReadingSink() = default;

  /// Keeps one reading. Errors: io; the reading was then not kept and may be offered again.
  virtual Result<void> append(const Reading& reading) = 0;
};

/// Where readings come from.
class ReadingSource {
 public:
  virtual ~ReadingSource() = default;

  /// The next reading, waiting for it if need be; nothing once asked to stop or at the end.
  virtual std::optional<Reading> next(const std::stop_token& stop) = 0;
};

}  // namespace lamplighter
