// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "observer/table.h"

namespace lamplighter {

/// How far two samples of rows are apart.
struct EnergyTest {
  double distance;  ///< 0: as one
  double p;         ///< share of random divisions of the same rows that are at least as far apart
};

/// Energy distance √(2·E|X−Y| − E|X−X′| − E|Y−Y′|) of the rows of class 0 and of class 1, with each
/// column brought to mean 0 and standard deviation 1, divided by √columns; and a permutation test
/// (Székely & Rizzo 2004). Requires: rows of both classes.
EnergyTest energy_test(const Table& table, const Labels& labels, int permutations, Rng& rng);

}  // namespace lamplighter
