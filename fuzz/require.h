// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

/// Ends a fuzz target where what must hold does not.
inline void require(bool holds) {
  if (!holds) std::abort();
}
