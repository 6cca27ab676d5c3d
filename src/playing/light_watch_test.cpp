// SPDX-License-Identifier: Apache-2.0
#include "playing/light_watch.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace lamplighter {
namespace {

using Outcome = PlayStep::Outcome;

const RoomName hall("hall");
const RoomName den("den");
const SensorId window("window");

TEST(LightWatch, SaysWhichRoomsLampsAreDeadAndWhenTheyAreNot) {
  std::vector<std::string> sentences;
  LightWatch watch({{window, hall}},
                   [&](const std::string& sentence) { sentences.push_back(sentence); });
  Instant now(1'700'000'000s);
  const auto minutes = [&](int count, double lux) {
    for (int i = 0; i < count; ++i) watch.reading({window, now += 60s, Lux(lux)});
  };
  const auto evening = [&](double lit) {
    minutes(10, 1);
    watch.took({now, hall, OnOff::on, Outcome::switched, ""});
    minutes(10, lit);
    watch.took({now, hall, OnOff::off, Outcome::switched, ""});
    minutes(20, 1);
  };
  for (int i = 0; i < 5; ++i) evening(1);
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_NE(sentences[0].find("room hall"), std::string::npos);
  EXPECT_FALSE(watch.is_well());
  evening(50);
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_TRUE(watch.is_well());
}

TEST(LightWatch, WhatIsOfOtherRoomsOrNotOursProvesNothing) {
  int sentences = 0;
  LightWatch watch({{window, hall}}, [&](const std::string&) { ++sentences; });
  Instant now(1'700'000'000s);
  for (int i = 0; i < 10; ++i) {
    for (int k = 0; k < 10; ++k) watch.reading({window, now += 60s, Lux(1)});
    watch.took({now, i % 2 == 0 ? den : hall, OnOff::on, Outcome::switched, ""});
    watch.took(
        {now, hall, OnOff::on, i % 4 == 1 ? Outcome::changed_manually : Outcome::silent, ""});
    for (int k = 0; k < 10; ++k) {
      watch.reading({window, now += 60s, Lux(1)});
      watch.reading({SensorId("other"), now, Lux(1)});
    }
    watch.took({now, hall, OnOff::off, Outcome::switched, ""});
  }
  EXPECT_EQ(sentences, 0);
  EXPECT_TRUE(watch.is_well());
}

}  // namespace

namespace {

using Verdict = LightProof::Verdict;

constexpr Instant start = Instant(1'700'000'000s);

/// A room with one reading per minute, and evenings of ten minutes dark, `lit` minutes with the
/// lamps commanded on, and off again.
class LightProofTest : public ::testing::Test {
 protected:
  void minutes(int count, const std::function<double(int)>& lux) {
    for (int i = 0; i < count; ++i) {
      now += 60s;
      if (const auto verdict = proof.reading(now, Lux(lux(i)))) verdicts.push_back(*verdict);
    }
  }
  void minutes(int count, double lux) {
    minutes(count, [lux](int) { return lux; });
  }

  void evening(double dark, double lit, int length = 30) {
    minutes(10, dark);
    proof.commanded(now, OnOff::on);
    minutes(length, lit);
    proof.commanded(now, OnOff::off);
    minutes(20, dark);
  }

  Instant now = start;
  LightProof proof;
  std::vector<Verdict> verdicts;
};

TEST_F(LightProofTest, LampsWhoseLightIsSeenAreNeverDead) {
  for (int i = 0; i < 20; ++i) evening(2, 40);
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, ThreeTimesInTheDarkWithoutLightAreSaidOnce) {
  for (int i = 0; i < 2; ++i) evening(2, 2);
  EXPECT_FALSE(proof.is_dead());
  for (int i = 0; i < 5; ++i) evening(2, 2);
  EXPECT_EQ(verdicts, std::vector<Verdict>{Verdict::dead});
  EXPECT_TRUE(proof.is_dead());
}

TEST_F(LightProofTest, OneRiseInBetweenStartsTheCountOver) {
  for (const double lit : {2.0, 2.0, 30.0, 2.0, 2.0}) evening(2, lit);
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, ALampThatIsRepairedIsSaidToo) {
  for (const double lit : {0.0, 0.0, 0.0, 0.0, 25.0, 25.0}) evening(0, lit);
  EXPECT_EQ(verdicts, (std::vector<Verdict>{Verdict::dead, Verdict::alive}));
}

TEST_F(LightProofTest, ABrightRoomProvesNothing) {
  for (int i = 0; i < 10; ++i) evening(300, 300);
  for (int i = 0; i < 10; ++i) evening(LightProof::dark_lux, LightProof::dark_lux);
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, DuskThatFallsFasterThanALampShinesProvesNothing) {
  for (int i = 0; i < 10; ++i) {
    minutes(10, [](int k) { return 29.0 - 2 * k; });
    proof.commanded(now, OnOff::on);
    minutes(30, 3);
    proof.commanded(now, OnOff::off);
  }
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, ASensorThatSaysNothingAfterwardsProvesNothing) {
  for (int i = 0; i < 10; ++i) {
    minutes(10, 2);
    proof.commanded(now, OnOff::on);
    now += 60min;  // after which a rise may have other causes
    minutes(1, 2);
    proof.commanded(now, OnOff::off);
  }
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, ASensorThatWasSilentBeforeProvesNothing) {
  for (int i = 0; i < 10; ++i) {
    now += 60min;
    proof.commanded(now, OnOff::on);
    minutes(30, 2);
    proof.commanded(now, OnOff::off);
  }
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, AManualChangeOrAPowerCutProvesNothing) {
  for (int i = 0; i < 10; ++i) {
    minutes(10, 2);
    proof.commanded(now, OnOff::on);
    proof.disturbed();
    minutes(30, 2);
    proof.commanded(now, OnOff::off);
  }
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, LampsThatAreCommandedToStayOnProveNothing) {
  minutes(10, 2);
  for (int i = 0; i < 10; ++i) {
    proof.commanded(now, OnOff::on);
    minutes(5, 2);
  }
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, AFadeOfAMinuteIsWaitedFor) {
  for (int i = 0; i < 10; ++i) {
    minutes(10, 2);
    proof.commanded(now, OnOff::on);
    minutes(30, [](int k) { return k == 0 ? 2.0 : 20.0; });
    proof.commanded(now, OnOff::off);
    minutes(20, 2);
  }
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

TEST_F(LightProofTest, ReadingsThatComeLateOrTwiceArePassedOver) {
  minutes(10, 2);
  proof.commanded(now, OnOff::on);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(proof.reading(now - 60s, Lux(2)), std::nullopt);
  minutes(10, 30);
  EXPECT_FALSE(proof.is_dead());
  EXPECT_EQ(verdicts, std::vector<Verdict>{});
}

}  // namespace

}  // namespace lamplighter
