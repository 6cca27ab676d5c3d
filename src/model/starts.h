// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/hmm.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace lamplighter {

/// The longest run of each symbol: [0] off, [1] on; 0 where it was never seen.
using LongestRuns = std::array<std::int64_t, Hmm::symbols>;

/// A model to begin training from, number `index` of a row of many: some of its states are nearly
/// always on and the others nearly always off, in shares that change from one index to the next,
/// and they last for random times of every scale up to the longest run. (Models whose every number
/// is drawn alike leave their states within a few samples, far from any household; training then
/// spends its time on the way and ends in poorer optima.) Requires: 1 <= states <= Hmm::max_states.
Hmm random_start(std::size_t states, const LongestRuns& longest, std::size_t index, Rng& rng);

}  // namespace lamplighter
