// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/levels.h"
#include "core/look.h"
#include "core/on_off.h"
#include "core/reading.h"
#include "core/series.h"

#include <optional>
#include <vector>

namespace lamplighter {

/// The light, in lux, from which on the lamps count as on: the lower end of level `on_level`.
/// Nothing where the room has no such level; then nothing is ever on. Requires: on_level >= 1.
std::optional<double> on_from(const Levels& levels, int on_level);

/// Each segment as runs: a sample of at least `on_from` lux is on, one below it is off.
std::vector<RunLengths> switching(const Series<Lux>& series, std::optional<double> on_from);

/// The same as the instants at which a state begins; unknown from the last sample of a segment on.
std::vector<Sample<LampState>> switching_states(const Series<Lux>& series,
                                                const std::vector<RunLengths>& segments);

/// Number of samples that are on.
std::int64_t on_samples(const std::vector<RunLengths>& segments);

}  // namespace lamplighter
