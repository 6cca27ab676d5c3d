// SPDX-License-Identifier: Apache-2.0
#include "core/require.h"

#include "core/quantiles.h"
#include "core/random.h"
#include "core/result.h"
#include "core/series.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

TEST(RequireDeathTest, EndsTheProgramWithTheSentenceInEveryBuild) {
  require(true, "never written");
  EXPECT_DEATH(require(false, "a lamp has a name"),
               "lamplighter: internal error: a lamp has a name");
}

TEST(RequireDeathTest, GuardsWhatWouldReadOutsideMemory) {
  EXPECT_DEATH(static_cast<void>(Result<void>().error()), "a result that has none");
  EXPECT_DEATH(static_cast<void>(*Result<int>(Error{Fault::io, "gone"})), "a result that has none");
  EXPECT_DEATH(static_cast<void>(Series<int>()[0]), "the segment index is out of range");
  EXPECT_DEATH(
      {
        std::vector<double> none;
        quantile(none, 0.5);
      },
      "a quantile needs values");
  EXPECT_DEATH(Rng(1).below(0), "a random number below 0");
}

}  // namespace
}  // namespace lamplighter
