// SPDX-License-Identifier: Apache-2.0
#include "playing/joined_lamps.h"

#include "testing/manual_clock.h"
#include "testing/recording_lamps.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using testing::RecordingLamps;

const RoomName hall("hall");
const RoomName den("den");
const RoomName attic("attic");

/// A house whose hall has lamps of both kinds, its den only bulbs, its attic only plugs.
class JoinedLampsTest : public ::testing::Test {
 protected:
  JoinedLampsTest() {
    auto one = std::make_unique<RecordingLamps>(clock);
    auto other = std::make_unique<RecordingLamps>(clock);
    bulbs = one.get();
    plugs = other.get();
    bulbs->states = {{hall, OnOff::off}, {den, OnOff::off}};
    plugs->states = {{hall, OnOff::off}, {attic, OnOff::off}};
    std::vector<LampKind> kinds;
    kinds.push_back({std::move(one), {hall, den}});
    kinds.push_back({std::move(other), {hall, attic}});
    lamps = std::make_unique<JoinedLamps>(std::move(kinds));
  }

  testing::ManualClock clock{Instant()};
  RecordingLamps* bulbs = nullptr;
  RecordingLamps* plugs = nullptr;
  std::unique_ptr<JoinedLamps> lamps;
};

TEST_F(JoinedLampsTest, EachRoomIsSwitchedByTheKindsThatAreInIt) {
  const Look cosy{30, 400};
  EXPECT_TRUE(lamps->set(hall, OnOff::on, cosy));
  EXPECT_TRUE(lamps->set(attic, OnOff::on, {}));
  EXPECT_EQ(bulbs->looks_told, (std::vector{cosy}));
  EXPECT_EQ(plugs->looks_told, (std::vector{cosy, Look{}}));
  const Result<void> nowhere = lamps->set(RoomName("shed"), OnOff::on, {});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().fault, Fault::not_found);
}

TEST_F(JoinedLampsTest, ARoomIsOnIfLampsOfAnyKindAre) {
  plugs->states[hall] = OnOff::on;
  const Result<RoomStates> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->size(), 3U);
  EXPECT_EQ(*seen->at(hall), OnOff::on);
  EXPECT_EQ(*seen->at(den), OnOff::off);
}

TEST_F(JoinedLampsTest, AKindThatIsGoneTakesOnlyTheRoomsThatHaveNoOther) {
  bulbs->failing = true;
  const Result<RoomStates> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen->at(hall), OnOff::off);
  EXPECT_FALSE(seen->at(den));
  EXPECT_EQ(*seen->at(attic), OnOff::off);
  EXPECT_EQ(lamps->silent_lamps().size(), 1U) << "only the hall goes on without them";
  EXPECT_TRUE(lamps->set(hall, OnOff::on, {}));
  EXPECT_FALSE(lamps->set(den, OnOff::on, {}));
  bulbs->failing = false;
  ASSERT_TRUE(lamps->look());
  EXPECT_TRUE(lamps->silent_lamps().empty());
}

TEST_F(JoinedLampsTest, WhereNoKindAnswersNobodyCanTellAnything) {
  bulbs->failing = plugs->failing = true;
  EXPECT_FALSE(lamps->look());
}

}  // namespace
}  // namespace lamplighter
