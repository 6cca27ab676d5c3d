// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <vector>

namespace lamplighter {

/// The light before a sensor's averaging: some report the mean of the last two readings, or an
/// exponential average, and a lamp then rises over several readings. How jumps arrive tells which;
/// without such a habit the samples are as they were. Requires: samples rising in time.
std::vector<Sample<Lux>> without_averaging(std::vector<Sample<Lux>> samples);

}  // namespace lamplighter
