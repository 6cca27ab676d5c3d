// SPDX-License-Identifier: Apache-2.0
#include "importing/missing_rows.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace lamplighter {
namespace {

const RoomName room("living");
constexpr auto off = LampState::off;
constexpr auto on = LampState::on;
constexpr auto unknown = LampState::unknown;

Instant at(int second) { return Instant(std::chrono::seconds(1'764'493'000 + second)); }
Sample<LampState> was(int second, LampState state) { return {at(second), state}; }
Change stored(int second, LampState state) { return {at(second), room, state}; }

std::vector<Change> with(std::vector<Change> changes, const std::vector<Change>& added) {
  changes.insert(changes.end(), added.begin(), added.end());
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.at < b.at; });
  return changes;
}

LampState state_at(const std::vector<Change>& changes, Instant when) {
  LampState state = unknown;
  for (const Change& change : changes) {
    if (change.at <= when) state = change.state;
  }
  return state;
}

TEST(RoomPast, IsOnWhileAnyLampIsAndUnknownWhileOneMayBe) {
  const LampPast lamps[] = {{was(0, off), was(10, on), was(20, off), was(40, unknown)},
                            {was(5, off), was(15, on), was(30, off)}};
  const LampPast expected = {was(0, unknown), was(5, off), was(10, on), was(30, off),
                             was(40, unknown)};
  EXPECT_EQ(room_past(lamps), expected);
  EXPECT_TRUE(room_past({}).empty());
}

TEST(MissingChanges, OfAnEmptyStoreAreThePastAndItsEnd) {
  const LampPast past = {was(0, off), was(10, on), was(20, off)};
  const std::vector<Change> expected = {stored(0, off), stored(10, on), stored(20, off),
                                        stored(30, unknown)};
  EXPECT_EQ(missing_changes(room, {}, past, at(30)), expected);
}

TEST(MissingChanges, FillWhatCaptureDidNotKnowAndLeaveTheRest) {
  // Captured until 10, unknown until 30, captured again.
  const std::vector<Change> there = {stored(0, on), stored(10, unknown), stored(30, off)};
  const LampPast past = {was(0, on), was(20, off), was(25, on), was(28, unknown), was(40, off)};
  const auto added = missing_changes(room, there, past, at(50));
  const auto all = with(there, added);
  EXPECT_EQ(state_at(all, at(12)), on);
  EXPECT_EQ(state_at(all, at(21)), off);
  EXPECT_EQ(state_at(all, at(26)), on);
  EXPECT_EQ(state_at(all, at(29)), unknown);
  EXPECT_EQ(state_at(all, at(60)), off);  // capture continues
}

TEST(MissingChanges, DoNotForgetWhatCaptureKnows) {
  const std::vector<Change> there = {stored(0, on)};
  const LampPast past = {was(0, on), was(10, unknown), was(20, on)};
  EXPECT_TRUE(missing_changes(room, there, past, at(30)).empty());
}

LampPast past_of(const std::vector<std::pair<int, int>>& steps) {
  LampPast past;
  int second = 0;
  for (const auto& [pause, state] : steps)
    past.push_back(was(second += 1 + std::abs(pause % 50),
                       all_lamp_states[static_cast<std::size_t>(std::abs(state % 3))]));
  return past;
}

RC_GTEST_PROP(MissingChanges, AreNoneTheSecondTime,
              (const std::vector<std::pair<int, int>>& captured,
               const std::vector<std::pair<int, int>>& imported, int end)) {
  std::vector<Change> there;
  for (const auto& sample : past_of(captured)) there.push_back({sample.at, room, sample.value});
  const LampPast past = past_of(imported);
  const Instant until = at(std::abs(end % 1000));
  const auto once = with(there, missing_changes(room, there, past, until));
  RC_ASSERT(missing_changes(room, once, past, until).empty());
}

TEST(MissingReadings, AreThoseAtOtherTimes) {
  const std::vector<Sample<Lux>> there = {{at(0), Lux(1)}, {at(60), Lux(2)}};
  const std::vector<Sample<Lux>> imported = {
      {at(0), Lux(1)}, {at(30), Lux(5)}, {at(60), Lux(9)}, {at(90), Lux(3)}};
  const std::vector<Sample<Lux>> expected = {{at(30), Lux(5)}, {at(90), Lux(3)}};
  EXPECT_EQ(missing_readings(there, imported), expected);
}

}  // namespace
}  // namespace lamplighter
