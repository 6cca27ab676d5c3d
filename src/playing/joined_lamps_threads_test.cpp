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

const LampId den_lamp("test:den");
const LampId attic_lamp("test:attic");
const LampId hall_bulb("test:hall");
const LampId hall_plug("test:plug");

Result<void> set(Lamps& lamps, const LampId& id, OnOff to, const Look& look = {}) {
  return lamps.command({{id, {{to, look, {}}, false}}}).at(id).done;
}

/// A house whose hall has lamps of both kinds, its den only bulbs, its attic only plugs.
class JoinedLampsTest : public ::testing::Test {
 protected:
  JoinedLampsTest() {
    auto one = std::make_unique<RecordingLamps>(clock);
    auto other = std::make_unique<RecordingLamps>(clock);
    bulbs = one.get();
    plugs = other.get();
    bulbs->states = {{hall, OnOff::off}, {den, OnOff::off}};
    plugs->states = {{attic, OnOff::off}};
    plugs->more = {{hall_plug, hall}};
    std::vector<LampKind> kinds;
    kinds.push_back({std::move(one), {hall, den}});
    kinds.push_back({std::move(other), {hall, attic}});
    lamps = std::make_unique<JoinedLamps>(std::move(kinds));
    EXPECT_TRUE(lamps->look());
  }

  testing::ManualClock clock{Instant()};
  RecordingLamps* bulbs = nullptr;
  RecordingLamps* plugs = nullptr;
  std::unique_ptr<JoinedLamps> lamps;
};

TEST_F(JoinedLampsTest, EachLampIsCommandedByItsKindInOneGo) {
  const Look cosy{30, 400};
  const LampRequest request{{OnOff::on, cosy, {}}, false};
  const LampReplies answers = lamps->command(
      {{hall_bulb, request}, {hall_plug, request}, {den_lamp, request}, {LampId("x:y"), request}});
  EXPECT_EQ(bulbs->looks_commanded, (std::vector{cosy, cosy}));
  EXPECT_EQ(plugs->looks_commanded, (std::vector{cosy}));
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_TRUE(answers.at(hall_plug).done);
  ASSERT_FALSE(answers.at(LampId("x:y")).done);
  EXPECT_EQ(answers.at(LampId("x:y")).done.error().fault, Fault::not_found);
}

TEST_F(JoinedLampsTest, ARoomIsOnIfLampsOfAnyKindAre) {
  plugs->settings[hall_plug].state = OnOff::on;
  const Result<HouseLook> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->size(), 4U);
  EXPECT_EQ(*room_state(*seen, hall), OnOff::on);
  EXPECT_EQ(*room_state(*seen, den), OnOff::off);
}

TEST_F(JoinedLampsTest, AKindThatIsGoneTakesOnlyItsOwnLamps) {
  bulbs->failing = true;
  const Result<HouseLook> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(*room_state(*seen, hall), OnOff::off);
  EXPECT_FALSE(seen->at(hall_bulb).is);
  EXPECT_FALSE(seen->at(den_lamp).is);
  EXPECT_EQ(*room_state(*seen, attic), OnOff::off);
  EXPECT_TRUE(set(*lamps, hall_plug, OnOff::on));
  EXPECT_FALSE(set(*lamps, den_lamp, OnOff::on));
  bulbs->failing = false;
  EXPECT_TRUE(lamps->look()->at(den_lamp).is);
}

TEST_F(JoinedLampsTest, WhereNoKindAnswersTheLookFails) {
  bulbs->failing = plugs->failing = true;
  EXPECT_FALSE(lamps->look());
}

TEST(JoinedLamps, AKindThatWasNeverSeenIsALampPerRoomWithTheReason) {
  const testing::ManualClock clock{Instant()};
  auto gone = std::make_unique<RecordingLamps>(clock);
  auto there = std::make_unique<RecordingLamps>(clock);
  gone->failing = true;
  there->states = {{attic, OnOff::off}};
  std::vector<LampKind> kinds;
  kinds.push_back({std::move(gone), {hall, den}});
  kinds.push_back({std::move(there), {attic}});
  JoinedLamps lamps(std::move(kinds));
  const Result<HouseLook> seen = lamps.look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->size(), 3U);
  EXPECT_EQ(room_state(*seen, hall).error().message, "room hall: no answer");
}

/// Lamps that respond only when allowed to.
class SlowLamps final : public Lamps {
 public:
  SlowLamps(const Clock& clock, bool& held, std::mutex& mutex, std::condition_variable& changed)
      : lamps(clock), held_(held), mutex_(mutex), changed_(changed) {}

  LampReplies command(const LampRequests& requests) override {
    wait();
    return lamps.command(requests);
  }
  Result<HouseLook> look() override {
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

/// The same house, with bulbs that do not respond.
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
    plugs->states = {{attic, OnOff::off}};
    plugs->more = {{hall_plug, hall}};
    std::vector<LampKind> kinds;
    kinds.push_back({std::move(slow), {hall, den}});
    kinds.push_back({std::move(other), {hall, attic}});
    lamps = std::make_unique<JoinedLamps>(std::move(kinds), waits);
    lamps->notify([this] { answered.release(); });
    see_all();
  }
  ~HangingKind() override {
    lamps->notify(nullptr);
    hold(false);
  }

  /// Looks once, as at the start; after that the bulbs do not respond.
  void see_all() {
    hold(false);
    while (!is_seen(den_lamp)) std::this_thread::yield();
    while (answered.try_acquire()) continue;
    bulbs->looks = 0;
    hold(true);
  }
  bool is_seen(const LampId& id) {
    const Result<HouseLook> seen = lamps->look();
    return seen && seen->contains(id) && seen->at(id).is;
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
  const Result<HouseLook> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->at(attic_lamp).is->state, OnOff::off);
  EXPECT_FALSE(seen->at(den_lamp).is);
  EXPECT_TRUE(seen->at(den_lamp).pending);
  EXPECT_FALSE(seen->at(attic_lamp).pending);
  EXPECT_TRUE(set(*lamps, attic_lamp, OnOff::on));
  EXPECT_TRUE(set(*lamps, hall_plug, OnOff::on));
  EXPECT_EQ(plugs->commands.size(), 2U);
}

TEST_F(HangingKind, ALateAnswerIsReturnedByTheNextLook) {
  ASSERT_TRUE(lamps->look());
  hold(false);
  answered.acquire();
  const Result<HouseLook> seen = lamps->look();
  ASSERT_TRUE(seen);
  ASSERT_TRUE(seen->at(den_lamp).is);
  EXPECT_FALSE(seen->at(den_lamp).pending);
  EXPECT_EQ(bulbs->looks, 1) << "it is not asked twice";
  EXPECT_TRUE(lamps->look());
  EXPECT_EQ(bulbs->looks, 2);
}

TEST_F(HangingKind, ACommandUnderWayIsPendingAndOneThatWasNotBegunIsNeverSent) {
  const LampRequests on{{den_lamp, {{OnOff::on, {}, {}}, false}}};
  const LampRequests off{{den_lamp, {}}};
  const LampReply first = lamps->command(on).at(den_lamp);
  EXPECT_FALSE(first.done);
  EXPECT_TRUE(first.pending);
  const LampReply second = lamps->command(off).at(den_lamp);
  EXPECT_FALSE(second.done);
  EXPECT_FALSE(second.pending) << "it was not begun";
  hold(false);
  answered.acquire();
  EXPECT_EQ(bulbs->commands, (std::vector<RecordingLamps::Command>{{clock.now(), den, OnOff::on}}));
  EXPECT_TRUE(lamps->command(off).at(den_lamp).done);
}

TEST_F(HangingKind, WhatItSawBeforeACommandIsForgotten) {
  ASSERT_TRUE(lamps->look());
  hold(false);
  answered.acquire();
  ASSERT_TRUE(set(*lamps, den_lamp, OnOff::on));
  EXPECT_EQ(lamps->look()->at(den_lamp).is->state, OnOff::on);
}

TEST_F(HangingKind, OneThatFailsLateHasFailed) {
  bulbs->failing = true;
  ASSERT_TRUE(lamps->look());
  hold(false);
  answered.acquire();
  const Result<HouseLook> seen = lamps->look();
  ASSERT_TRUE(seen);
  EXPECT_FALSE(seen->at(den_lamp).is);
  EXPECT_FALSE(seen->at(den_lamp).pending);
}

class PatientHouse : public HangingKind {
 protected:
  PatientHouse() : HangingKind({.answer = std::chrono::hours(1)}) {}
};

TEST_F(PatientHouse, AKindThatAnswersWithinTheWaitIsNotPending) {
  std::jthread letting([this] { hold(false); });
  const Result<HouseLook> seen = lamps->look();
  EXPECT_TRUE(seen->at(den_lamp).is);
  EXPECT_FALSE(seen->at(den_lamp).pending);
}

}  // namespace
}  // namespace lamplighter
