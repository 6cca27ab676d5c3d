// SPDX-License-Identifier: Apache-2.0
#include "mqtt/settings.h"

#include <gtest/gtest.h>

#include <set>

namespace lamplighter::mqtt {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToItsLimitAndIsDrawnFromTheUpperHalf) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Backoff backoff({1s, 60s}, Rng(seed));
    std::chrono::milliseconds whole = 1s;
    for (int attempt = 0; attempt < 40; ++attempt) {
      const std::chrono::milliseconds pause = backoff.next();
      EXPECT_GE(pause, whole / 2);
      EXPECT_LE(pause, whole);
      whole = std::min<std::chrono::milliseconds>(60s, whole * 2);
    }
  }
}

TEST(Backoff, StartsOverAfterSuccess) {
  Backoff backoff({1s, 60s}, Rng(1));
  for (int attempt = 0; attempt < 10; ++attempt) backoff.next();
  EXPECT_GT(backoff.next(), 2s);
  backoff.reset();
  EXPECT_LE(backoff.next(), 1s);
}

TEST(Backoff, OfTwoClientsDiffers) {
  std::set<std::chrono::milliseconds> pauses;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    pauses.insert(Backoff({1s, 60s}, Rng(seed)).next());
  EXPECT_GT(pauses.size(), 15u);
}

}  // namespace
}  // namespace lamplighter::mqtt
