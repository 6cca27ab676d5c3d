// SPDX-License-Identifier: Apache-2.0
#include "lamps/house_lamps.h"

#include "testing/clocks.h"
#include "testing/recording_lamps.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

using namespace std::chrono_literals;

const RoomName hall("hall");
const LampId lamp("test:hall");
const Error no_key{Fault::not_found, "bridge.key: not there; run: lamplighter bridge pair"};

class LateLampsTest : public ::testing::Test {
 protected:
  LateLamps::Open open() {
    return [this]() -> Result<std::unique_ptr<Lamps>> {
      ++tries_;
      if (!has_key_) return no_key;
      auto lamps = std::make_unique<lamplighter::testing::RecordingLamps>(clock_);
      lamps->states[hall] = OnOff::off;
      opened_ = lamps.get();
      return std::unique_ptr<Lamps>(std::move(lamps));
    };
  }

  lamplighter::testing::LeapingClock clock_{Instant(1'790'000'000s)};
  bool has_key_ = false;
  int tries_ = 0;
  lamplighter::testing::RecordingLamps* opened_ = nullptr;
  LateLamps lamps_{open(), no_key, clock_};
};

TEST_F(LateLampsTest, GiveTheReasonUntilTheyOpen) {
  EXPECT_EQ(lamps_.command({{lamp, {}}}).at(lamp).done.error().message, no_key.message);
  EXPECT_EQ(lamps_.look().error().message, no_key.message);
  ASSERT_TRUE(lamps_.trouble());
  EXPECT_EQ(lamps_.trouble()->message, no_key.message);
  EXPECT_EQ(tries_, 0);  // they have just been tried
}

TEST_F(LateLampsTest, AreTriedAgainWithAPauseAndThenAreTheLamps) {
  for (int look = 0; look < 10; ++look) {
    clock_.turn_to(clock_.now() + 7s);
    EXPECT_FALSE(lamps_.look());
  }
  EXPECT_EQ(tries_, 2);  // in 70 seconds
  has_key_ = true;
  clock_.turn_to(clock_.now() + 30s);
  const Result<HouseLook> seen = lamps_.look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(*room_state(*seen, hall), OnOff::off);
  EXPECT_FALSE(lamps_.trouble());
  EXPECT_TRUE(lamps_.command({{lamp, {}}}).at(lamp).done);
  ASSERT_EQ(opened_->commands.size(), 1U);
  EXPECT_EQ(tries_, 3);
}

TEST_F(LateLampsTest, AClockThatWasSetBackDoesNotHoldThemUp) {
  has_key_ = true;
  clock_.turn_to(clock_.now() - 24h);
  EXPECT_TRUE(lamps_.look());
}

}  // namespace
}  // namespace lamplighter::app
