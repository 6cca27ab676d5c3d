// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"

#include <utility>
#include <vector>

namespace lamplighter {

/// Brings the things into random order, every order as likely (Fisher and Yates, as Durstenfeld
/// 1964).
template <typename Thing>
void shuffle(std::vector<Thing>& things, Rng& rng) {
  for (std::size_t left = things.size(); left > 1; --left)
    std::swap(things[left - 1], things[rng.below(left)]);
}

}  // namespace lamplighter
