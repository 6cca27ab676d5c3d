// SPDX-License-Identifier: Apache-2.0
#include "core/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace lamplighter {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return Error{Fault::bad_input, "odd"};
  return n / 2;
}

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_EQ(*half(8), 4);
  ASSERT_FALSE(half(7));
  EXPECT_EQ(half(7).error().fault, Fault::bad_input);
  EXPECT_EQ(half(7).error().message, "odd");
}

TEST(Result, MovesItsValueOut) {
  Result<std::unique_ptr<int>> made(std::make_unique<int>(3));
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 3);
}

TEST(Result, OfVoidIsDoneOrAnError) {
  EXPECT_TRUE(Result<void>());
  const Result<void> failed = Error{Fault::io, "disk full"};
  EXPECT_EQ(failed.error().message, "disk full");
}

TEST(Result, ContextIsPutInFront) {
  EXPECT_EQ(with_context("front.csv", {Fault::io, "gone"}).message, "front.csv: gone");
}

}  // namespace
}  // namespace lamplighter
