// SPDX-License-Identifier: Apache-2.0
#include "detection/transitions.h"

#include "detection/model.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

LampModel model() {
  LampModel result =
      first_model(prepare_light({{Instant{}, Lux(0)}, {Instant{} + 1min, Lux(60)}}, munich),
                  {.step = 1, .spread = 0.5, .dark = 0.5, .day = 1});
  result.weights.assign(result.size(), 0.5 / static_cast<double>(result.size() - 2));
  result.weights[0] = 0;
  result.weights[10] = 0.5;
  return result;
}

TEST(LampMoves, TheChancesOfAllMovesMakeTheChanceToLeave) {
  const LampMoves moves(model());
  for (const double minutes : {0.2, 1.0, 10.0, 300.0, 1e5}) {
    const MoveRates rates = moves.rates(minutes);
    LevelMatrix chances(moves.size());
    // With a very wide scale all densities are nearly the same.
    const float scale = 1e6F;
    moves.weigh(rates, 0, scale, chances.stride(), chances.stride(), chances);
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const float sum = sum_of(chances.row(i), chances.stride()) * scale / 0.375F;
      EXPECT_NEAR(sum, moves.leave(i, rates), 1e-4) << i << " after " << minutes;
      EXPECT_EQ(chances.at(i, i), 0.0F);
    }
    EXPECT_LE(moves.leave(3, rates), 0.95F);
  }
}

TEST(LampMoves, OffGoesToASizeByItsWeightAndOnMostlyGoesOff) {
  const LampMoves moves(model());
  LevelMatrix chances(moves.size());
  moves.weigh(moves.rates(1), 0, 1e6F, chances.stride(), chances.stride(), chances);
  EXPECT_NEAR(chances.at(0, 10) / chances.at(0, 9), 0.5 / (0.5 / double(moves.size() - 2)), 1e-2);
  EXPECT_GT(chances.at(12, 0), 2 * chances.at(12, 5));
}

TEST(LampMoves, ALampExplainsAChangeOfItsSizeBest) {
  const LampModel lamps = model();
  const LampMoves moves(lamps);
  LevelMatrix chances(moves.size());
  moves.weigh(moves.rates(1), static_cast<float>(lamps.levels[10]), 0.5F, chances.stride(),
              chances.stride(), chances);
  for (std::size_t j = 1; j < moves.size(); ++j) {
    if (j != 10) {
      EXPECT_GT(chances.at(0, 10), chances.at(0, j));
    }
  }
}

}  // namespace
}  // namespace lamplighter
