// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_math.h"

#include <gtest/gtest.h>

namespace lamplighter::detect_math {
namespace {

TEST(DetectMath, LogarithmAndPowerAreAsGoodAsTheirType) {
  int checked = 0;
  for (double x = 1e-37; x < 1e37; x *= 1.0137, ++checked) {
    const auto argument = static_cast<float>(x);
    const double exact = std::log(static_cast<double>(argument));
    EXPECT_NEAR(static_cast<double>(log(argument)), exact, 3e-7 * std::max(1.0, std::abs(exact)));
    const auto root = static_cast<double>(inverse_sqrt(argument));
    EXPECT_NEAR(root * std::sqrt(static_cast<double>(argument)), 1, 5e-7) << x;
  }
  for (float x = -86.9F; x < 87.9F; x += 0.0173F, ++checked) {
    EXPECT_NEAR(static_cast<double>(exp(x)) / std::exp(static_cast<double>(x)), 1, 5e-7) << x;
  }
  EXPECT_GT(checked, 20000);
}

TEST(DetectMath, ExpNeverGivesZeroOrInfinity) {
  EXPECT_GT(exp(-1e30F), 1e-38F);
  EXPECT_LT(exp(1e30F), 3e38F);
  EXPECT_FLOAT_EQ(exp(0.0F), 1.0F);
}

TEST(DetectMath, StudentsDensityIsThatOfTheTables) {
  // Density of t with 4 degrees of freedom: 3/8 at 0, 0.214663 at 1, 0.066291 at 2.
  EXPECT_NEAR(student4(0, 1), 0.375, 1e-6);
  EXPECT_NEAR(student4(1, 1), 0.2146625, 1e-6);
  EXPECT_NEAR(student4(-2, 1), 0.0662913, 1e-6);
  EXPECT_NEAR(student4(6, 9), 0.0662913 / 3, 1e-6);
}

}  // namespace
}  // namespace lamplighter::detect_math
