// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/result.h"

namespace lamplighter {

/// Where readings go to be kept.
class ReadingSink {
 public:
  virtual ~ReadingSink() = default;

  /// Keeps one reading. Errors: io; the reading was then not kept and may be offered again.
  virtual Result<void> append(const Reading& reading) = 0;
};

}  // namespace lamplighter
