// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/small_matrix.h"

#include <cmath>
#include <cstdint>

namespace lamplighter {

/// Nearly the spectral radius of `m`: the root of the norm of a power of it, the first one by
/// squaring that is at least `power`. Uses only operations that every machine rounds alike. 0 where
/// that power vanishes.
template <std::size_t N>
double spectral_radius(Matrix<N> m, std::int64_t power) {
  std::array<double, 64> norms{};
  std::size_t squarings = 0;
  for (std::int64_t reached = 1;; reached *= 2, ++squarings) {
    norms[squarings] = sum(m);
    if (norms[squarings] == 0.0) return 0.0;
    if (reached >= power) break;
    for (Vector<N>& row : m) scale(row, 1.0 / norms[squarings]);
    m = times(m, m);
  }
  double root = norms[squarings];
  while (squarings-- > 0) root = norms[squarings] * std::sqrt(root);
  return root;
}

}  // namespace lamplighter
