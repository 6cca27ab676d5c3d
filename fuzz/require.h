// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

/// Aborts a fuzz target if an invariant does not hold.
inline void require(bool holds) {
  if (!holds) std::abort();
}
