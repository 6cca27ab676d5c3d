// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace lamplighter {

/// The q-quantile, interpolated linearly between order statistics. Reorders `values`. Requires: not
/// empty, 0 <= q <= 1.
double quantile(std::vector<double>& values, double q);

/// Mean of the lowest `share` of the values, but of at least one. Reorders `values`. Requires: not
/// empty.
double trimmed_mean(std::vector<double>& values, double share);

/// The densest point of the values: half-sample mode (Bickel and Frühwirth 2006). Sorts `values`.
/// Requires: not empty.
double half_sample_mode(std::vector<double>& values);

}  // namespace lamplighter
