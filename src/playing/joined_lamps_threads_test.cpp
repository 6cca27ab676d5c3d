// SPDX-License-Identifier: Apache-2.0
#include "playing/joined_lamps.h"
#include "testing/clocks.h"
#include "testing/recording_lamps.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <semaphore>
#include <thread>

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

TEST_F(JoinedLampsTest, WhereNoKindAnswersTheLookFails) {
  bulbs->failing = plugs->failing = true;
  EXPECT_FALSE(lamps->look());
}

/// Lamps that answer only once they are let.
class SlowLamps final : public Lamps {
 public:
  SlowLamps(const Clock& clock, bool& held, std::mutex& mutex, std::condition_variable& changed)
      : lamps(clock), held_(held), mutex_(mutex), changed_(changed) {}

  Result<void> set(const RoomName& room, OnOff to, const Look& look) override {
    wait();
    return lamps.set(room, to, look);
  }
  Result<RoomStates> look() override {
    wait();
    return lamps.look();
  }

  RecordingLamps lamps;

 private:
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !held_; });
  }

  bool& held_;
  std::mutex& mutex_;
  std::condition_variable& changed_;
};

/// The same house, with bulbs that hang.
class HangingKind : public ::testing::Test {
 protected:
  explicit HangingKind(LampWaits waits = {.answer = std::chrono::milliseconds(500),
                                          .late_answer = std::chrono::milliseconds(1),
                                          .keep_late = std::chrono::hours(1)}) {
    auto slow = std::make_unique<SlowLamps>(clock, held, mutex, changed);
    auto other = std::make_unique<RecordingLamps>(clock);
    bulbs = &slow->lamps;
    plugs = other.get();
    bulbs->states = {{hall, OnOff::off}, {den, OnOff::off}};
    plugs->states = {{hall, OnOff::off}, {attic, OnOff::off}};
    std::vector<LampKind> kinds;
    kinds.push_back({std::move(slow), {hall, den}});
    kinds.push_back({std::move(other), {hall, attic}});
    lamps = std::make_unique<JoinedLamps>(std::move(kinds), waits);
    lamps->notify([this] { answered.release(); });
  }
  ~HangingKind() override {
    lamps->notify(nullptr);
    hold(false);
  }

  void hold(bool is_held) {
    const std::lock_guard lock(mutex);
    held = is_held;
    changed.notify_all();
  }

  testing::ManualClock clock{Instant()};
  bool held = true;
  std::mutex mutex;
  std::condition_variable changed;
  std::counting_semaphore<> answered{0};
  RecordingLamps* bulbs = nullptr;
  RecordingLamps* plugs = nullptr;
  std::unique_ptr<JoinedLamps> lamps;
};

TEST_F(HangingKind, HoldsUpNoOther) {
  const Result<RoomStates> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen->at(attic), OnOff::off);
  EXPECT_FALSE(seen->at(den));
  EXPECT_TRUE(lamps->is_pending(den));
  EXPECT_FALSE(lamps->is_pending(attic));
  EXPECT_TRUE(lamps->set(attic, OnOff::on, {}));
  EXPECT_TRUE(lamps->set(hall, OnOff::on, {})) << "by the plugs";
  EXPECT_EQ(plugs->commands.size(), 2U);
  EXPECT_TRUE(lamps->silent_lamps().empty()) << "late is not silent";
}

TEST_F(HangingKind, WhatItSaysLateIsSeenByTheNextLook) {
  ASSERT_TRUE(lamps->look());
  hold(false);
  answered.acquire();
  const Result<RoomStates> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen->at(den), OnOff::off);
  EXPECT_FALSE(lamps->is_pending(den));
  EXPECT_EQ(bulbs->looks, 1) << "it is not asked twice";
  EXPECT_TRUE(lamps->look());
  EXPECT_EQ(bulbs->looks, 2);
}

TEST_F(HangingKind, ACommandUnderWayIsPendingAndOneThatWasNotBegunIsNeverSent) {
  const Result<void> first = lamps->set(den, OnOff::on, {});
  ASSERT_FALSE(first);
  EXPECT_TRUE(lamps->is_pending(den));
  const Result<void> second = lamps->set(den, OnOff::off, {});
  ASSERT_FALSE(second);
  EXPECT_FALSE(lamps->is_pending(den)) << "it was not begun";
  hold(false);
  answered.acquire();
  EXPECT_EQ(bulbs->commands, (std::vector<RecordingLamps::Command>{{clock.now(), den, OnOff::on}}));
  EXPECT_TRUE(lamps->set(den, OnOff::off, {}));
}

TEST_F(HangingKind, WhatItSawBeforeACommandIsForgotten) {
  ASSERT_TRUE(lamps->look());
  hold(false);
  answered.acquire();
  ASSERT_TRUE(lamps->set(den, OnOff::on, {}));
  EXPECT_EQ(*lamps->look()->at(den), OnOff::on);
}

TEST_F(HangingKind, ARoomIsPendingUnlessAnotherKindIsOn) {
  EXPECT_FALSE(lamps->look()->at(hall)) << "the bulbs may be on";
  EXPECT_TRUE(lamps->is_pending(hall));
  plugs->states[hall] = OnOff::on;
  EXPECT_EQ(*lamps->look()->at(hall), OnOff::on);
  EXPECT_FALSE(lamps->is_pending(hall));
}

TEST_F(HangingKind, OneThatFailsLateHasFailed) {
  bulbs->failing = true;
  ASSERT_TRUE(lamps->look());
  hold(false);
  answered.acquire();
  const Result<RoomStates> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->at(den));
  EXPECT_FALSE(lamps->is_pending(den));
}

class PatientHouse : public HangingKind {
 protected:
  PatientHouse() : HangingKind({.answer = std::chrono::hours(1)}) {}
};

TEST_F(PatientHouse, AKindThatAnswersWithinTheWaitIsNotPending) {
  std::jthread letting([this] { hold(false); });
  EXPECT_EQ(*lamps->look()->at(den), OnOff::off);
  EXPECT_FALSE(lamps->is_pending(den));
}

}  // namespace
}  // namespace lamplighter
