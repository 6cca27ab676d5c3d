// SPDX-License-Identifier: Apache-2.0
#include "detection/live.h"

#include "detection/test_room.h"
#include "detection/test_sensor.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

constexpr int weeks_learned = 3;
constexpr int days_learned = 7 * weeks_learned;

/// Inhabited for one week longer than the detector learns from.
TestRoom long_lived_in_room() {
  TestRoom room;
  room.days = days_learned + 7;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 19.2 + 0.05 * day, 22.6 - 0.2 * (day % 3), 60);
    room.light(day, 20.5, 21.5 + 0.03 * day, 25);
    room.light(day, 6.4, 6.9, 60);
    if (day % 2 == 0) room.light(day, 10.0 + 0.1 * day, 11.5 + 0.1 * day, 60);
  }
  return room;
}

struct Split {
  std::vector<Sample<Lux>> past;
  std::vector<Sample<Lux>> to_come;
};

Split split(const TestRoom& room) {
  Split result;
  for (const Sample<Lux>& sample : room.readings())
    (sample.at < room.at(days_learned, 0) ? result.past : result.to_come).push_back(sample);
  return result;
}

class LiveLampsTest : public ::testing::Test {
 protected:
  const TestRoom room = long_lived_in_room();
  const Split readings = split(room);
  LiveLamps live{*remember(study_room(readings.past, munich)), munich};
};

/// Minutes of the following week in which the latest result differs from the truth.
int wrong_minutes(const TestRoom& room, const std::vector<Sample<Lux>>& all) {
  const Instant now = room.at(days_learned, 0);
  std::vector<Sample<Lux>> past = all;
  std::erase_if(past, [now](const auto& sample) { return sample.at >= now; });
  LiveLamps live(*remember(study_room(past, munich)), munich);
  std::vector<std::pair<Instant, LampState>> said;
  for (const Sample<Lux>& sample : all) {
    if (sample.at < now - good_approach) continue;
    if (const auto lamps = live.hear(sample)) said.emplace_back(sample.at, lamps->state);
  }
  int wrong = 0;
  std::size_t last = 0;
  for (Instant at = now; at < room.at(room.days, 0); at += 1min) {
    while (last + 1 < said.size() && said[last + 1].first <= at) ++last;
    const LampState truth = room.lit(at) ? LampState::on : LampState::off;
    wrong += said[last].second != truth;
  }
  return wrong;
}

TEST(LiveLamps, HoldTheReportsOfASensorOnChange) {
  const TestRoom room = long_lived_in_room();
  const auto reports = testing::reported_on_change(room.readings(), {.longest = 3600});
  EXPECT_LE(wrong_minutes(room, reports), 7 * 90);
}

TEST(LiveLamps, UndoTheAveragingOfASensor) {
  TestRoom room = long_lived_in_room();
  room.noise = 0;
  const auto averaged = testing::remade(
      room.readings(), [](double v, double made, double, double) { return (v + made) / 2; });
  EXPECT_LE(wrong_minutes(room, averaged), 7 * 90);
  const auto halves = testing::remade(
      room.readings(), [](double v, double, double before, double) { return (v + before) / 2; });
  EXPECT_LE(wrong_minutes(room, halves), 7 * 90);
}

TEST_F(LiveLampsTest, TellReadingsToComeByWhatWeeksHaveTaught) {
  int right = 0;
  int wrong = 0;
  int unknown = 0;
  for (const Sample<Lux>& sample : readings.to_come) {
    const std::optional<LampsNow> now = live.hear(sample);
    ASSERT_TRUE(now);
    const LampState truth = room.lit(sample.at) ? LampState::on : LampState::off;
    ++(now->state == LampState::unknown ? unknown : now->state == truth ? right : wrong);
  }
  EXPECT_EQ(right + wrong + unknown, 7 * 1440);
  EXPECT_LE(wrong, 30);
  EXPECT_LE(unknown, 7 * 60);
}

TEST_F(LiveLampsTest, SayHowMuchOfTheLightIsDaylight) {
  const Instant both_lit = room.at(days_learned + 2, 21);
  for (const Sample<Lux>& sample : readings.to_come) {
    const LampsNow now = *live.hear(sample);
    if (sample.at < both_lit || sample.at > both_lit + 20min) continue;
    EXPECT_EQ(now.state, LampState::on);
    EXPECT_NEAR(now.lux, 85, 9);
    EXPECT_LT(now.daylight, 9);
  }
}

TEST_F(LiveLampsTest, KnowWhenOneGoesOnWithinTheReading) {
  int switched_on = 0;
  int noticed = 0;
  bool was_lit = false;
  for (const Sample<Lux>& sample : readings.to_come) {
    const bool lit = room.lit(sample.at);
    const LampsNow now = *live.hear(sample);
    if (lit && !was_lit) {
      ++switched_on;
      noticed += now.probability > 0.5F;
    }
    was_lit = lit;
  }
  EXPECT_GE(switched_on, 14);
  EXPECT_GE(noticed, switched_on - 1);
}

TEST_F(LiveLampsTest, LeaveOutWhatComesLate) {
  ASSERT_TRUE(live.hear(readings.to_come[5]));
  EXPECT_FALSE(live.hear(readings.to_come[5]));
  EXPECT_FALSE(live.hear(readings.to_come[2]));
  EXPECT_TRUE(live.hear(readings.to_come[6]));
}

TEST(RememberLight, OfASensorThatNeverSpokeNothingIsRemembered) {
  EXPECT_FALSE(remember(study_room({}, munich)));
}

}  // namespace
}  // namespace lamplighter
