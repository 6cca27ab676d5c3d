// SPDX-License-Identifier: Apache-2.0
#include "node/outbox.h"

#include <gtest/gtest.h>

#include <string>

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

std::string payload(const Kept& kept, std::uint32_t now_ms, std::uint32_t boot,
                    const WallClock& wall = {}) {
  char buffer[128];
  Text text(buffer, sizeof buffer);
  write_payload(text, kept, now_ms, boot, wall);
  EXPECT_TRUE(text.fits());
  return {buffer, text.size()};
}

// The examples of docs/formats.md, "Node payload".
TEST(Payload, IsWrittenAsTheFormatsPageHasIt) {
  WallClock wall;
  EXPECT_EQ(payload({{Outcome::measured, 207264}, 1000, 123}, 1042, 2843912),
            R"({"lux":20.7264,"age":0.042,"n":123,"boot":2843912})");
  wall.set(1467510302320, 28800500);
  EXPECT_EQ(payload({{Outcome::measured, 0}, 1000, 124}, 28800500, 2843912, wall),
            R"({"lux":0,"age":28799.5,"n":124,"boot":2843912,"at":1467481502.82})");
  EXPECT_EQ(payload({{Outcome::saturated, 0}, 1000, 125}, 1040, 2843912),
            R"({"failed":"saturated","age":0.04,"n":125,"boot":2843912})");
}

TEST(Payload, EveryFailureHasItsOwnWordAndNoLux) {
  const std::pair<Outcome, const char*> words[] = {{Outcome::no_answer, "no-answer"},
                                                   {Outcome::wrong_id, "wrong-id"},
                                                   {Outcome::saturated, "saturated"},
                                                   {Outcome::no_result, "no-result"}};
  for (const auto& [outcome, word] : words) {
    const std::string text = payload({{outcome, 0}, 0, 1}, 0, 9);
    EXPECT_EQ(text, std::string(R"({"failed":")") + word + R"(","age":0,"n":1,"boot":9})");
  }
}

TEST(Payload, AgeIsRightAcrossTheCountersWrap) {
  EXPECT_EQ(payload({{Outcome::measured, 10000}, 0xFFFFFFFF - 999, 1}, 1000, 1),
            R"({"lux":1,"age":2,"n":1,"boot":1})");
}

TEST(Payload, TheLongestFits) {
  WallClock wall;
  wall.set(4102444800123 + 4294967295ULL, 0xFFFFFFFF);
  EXPECT_EQ(payload({{Outcome::measured, 0xFFFFFFFF}, 0, 0xFFFFFFFF}, 0xFFFFFFFF, 0xFFFFFFFF, wall),
            R"({"lux":429496.7295,"age":4294967.295,"n":4294967295,"boot":4294967295,)"
            R"("at":4102444800.123})");
}

}  // namespace

}  // namespace lamplighter::node
