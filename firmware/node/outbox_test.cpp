// SPDX-License-Identifier: Apache-2.0
#include "node/outbox.h"

#include <gtest/gtest.h>

namespace lamplighter::node {
namespace {

Measurement lux(std::uint32_t lux_e4) { return {Outcome::measured, lux_e4}; }

TEST(Outbox, KeepsTheOrderAndNumbersFromOne) {
  Outbox outbox;
  EXPECT_TRUE(outbox.is_empty());
  outbox.push(lux(7), 100);
  outbox.push({Outcome::saturated, 0}, 200);
  ASSERT_EQ(outbox.size(), 2U);
  EXPECT_EQ(outbox.front().number, 1U);
  EXPECT_EQ(outbox.front().measurement, lux(7));
  EXPECT_EQ(outbox.front().taken_ms, 100U);
  outbox.remove(1);
  EXPECT_EQ(outbox.front().number, 2U);
  EXPECT_EQ(outbox.front().measurement.outcome, Outcome::saturated);
  outbox.remove(2);
  EXPECT_TRUE(outbox.is_empty());
  EXPECT_EQ(outbox.dropped(), 0U);
}

TEST(Outbox, HoldsEightHoursOfOneAMinuteAndMore) { EXPECT_GE(Outbox::capacity, 480U); }

TEST(Outbox, TheOldestMakesRoomAndIsCounted) {
  Outbox outbox;
  constexpr std::uint32_t extra = 5;
  for (std::uint32_t i = 1; i <= Outbox::capacity + extra; ++i) outbox.push(lux(i), i * 60'000);
  EXPECT_EQ(outbox.size(), Outbox::capacity);
  EXPECT_EQ(outbox.dropped(), extra);
  for (std::uint32_t i = extra + 1; i <= Outbox::capacity + extra; ++i) {
    ASSERT_EQ(outbox.front().number, i);
    ASSERT_EQ(outbox.front().measurement, lux(i));
    ASSERT_EQ(outbox.front().taken_ms, i * 60'000);
    outbox.remove(i);
  }
  EXPECT_TRUE(outbox.is_empty());
}

TEST(Outbox, AnAcknowledgementForOneThatMadeRoomRemovesNothing) {
  Outbox outbox;
  for (std::uint32_t i = 0; i <= Outbox::capacity; ++i) outbox.push(lux(i), 0);
  outbox.remove(1);
  EXPECT_EQ(outbox.size(), Outbox::capacity);
  EXPECT_EQ(outbox.front().number, 2U);
  outbox.remove(3);  // nor for one that is not the oldest
  EXPECT_EQ(outbox.size(), Outbox::capacity);
}

}  // namespace
}  // namespace lamplighter::node
