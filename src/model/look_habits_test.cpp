// SPDX-License-Identifier: Apache-2.0
#include "model/look_habits.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

const RoomName hall("hall");
const TimeZone berlin = *TimeZone::find("Europe/Berlin");
const Instant six = *parse_instant("2026-11-29T17:00:00Z");  // in the evening

Change change(Instant at, LampState to) { return {at, hall, to}; }

TEST(LookHabits, AStretchHasTheLookThatItHadLongest) {
  const std::vector<Change> changes{change(six, LampState::on), change(six + 60min, LampState::off),
                                    change(six + 120min, LampState::on),
                                    change(six + 130min, LampState::unknown)};
  const std::vector<LookChange> looks{
      {six - 1h, hall, {100, {}}}, {six + 10min, hall, {60, 300}}, {six + 50min, hall, {20, 400}}};
  const RoomLooks learned = learn_looks(hall, changes, looks, berlin);
  EXPECT_EQ(learned.seen, (std::vector<SeenLook>{{18 * 60, {60, 300}}, {20 * 60, {20, 400}}}));
}

TEST(LookHabits, NothingIsLearnedWhereLampsDoNotTell) {
  const std::vector<Change> changes{change(six, LampState::on), change(six + 1h, LampState::off)};
  EXPECT_TRUE(learn_looks(hall, changes, {}, berlin).seen.empty());
  const std::vector<LookChange> late{{six + 2h, hall, {50, {}}}};
  EXPECT_TRUE(learn_looks(hall, changes, late, berlin).seen.empty());
}

TEST(LookHabits, OldLooksAreForgotten) {
  std::vector<Change> changes;
  std::vector<LookChange> looks;
  for (int day = 0; day < 500; ++day) {
    const Instant at = six + day * 24h;
    changes.push_back(change(at, LampState::on));
    changes.push_back(change(at + 1h, LampState::off));
    looks.push_back({at, hall, {day < 200 ? 100.0 : 50.0, {}}});
  }
  const RoomLooks learned = learn_looks(hall, changes, looks, berlin);
  ASSERT_EQ(learned.seen.size(), most_looks);
  EXPECT_EQ(learned.seen.front().look.brightness, 100);
  EXPECT_EQ(learned.seen[100].look.brightness, 50);
}

}  // namespace
}  // namespace lamplighter
