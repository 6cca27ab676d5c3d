// SPDX-License-Identifier: Apache-2.0
#include "detection/detect.h"

#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

LampState state_at(const Detection& detection, Instant at) {
  for (const LitInterval& interval : detection.intervals) {
    if (interval.from <= at && at < interval.until) return interval.state;
  }
  return LampState::off;
}

struct Score {
  int right = 0;
  int wrong = 0;
  int unknown = 0;
};

Score score(const TestRoom& room, const Detection& detection) {
  Score result;
  for (Instant at = room.from; at < room.at(room.days, 0); at += 1min) {
    const LampState said = state_at(detection, at);
    const LampState truth = room.lit(at) ? LampState::on : LampState::off;
    ++(said == LampState::unknown ? result.unknown : said == truth ? result.right : result.wrong);
  }
  return result;
}

TEST(DetectLamps, ALivedInRoomIsDetectedMinuteByMinute) {
  const TestRoom room = lived_in_room();
  const Detection detection = detect_lamps(room.readings(), munich);
  EXPECT_EQ(detection.samples, 8u * 1440);
  const Score minutes = score(room, detection);
  EXPECT_EQ(minutes.right + minutes.wrong + minutes.unknown, 8 * 1440);
  EXPECT_LE(minutes.wrong, 12);
  EXPECT_LE(minutes.unknown, 300);
}

/// Clouds around noon, with jumps of any size, on the day of a lamp in daylight.
TestRoom cloudy_noon() {
  TestRoom room;
  room.days = 14;
  for (int day = 0; day < room.days; ++day) room.light(day, 21.3 + 0.07 * day, 22.8, 80);
  room.light(6, 12.2, 13.4, 80);
  Rng rng(3);
  for (const double hour : {11.0, 11.3, 11.6, 13.6, 13.9, 14.2}) {
    room.light(6, hour, hour + 0.1, rng.uniform(45, 150));
  }
  return room;
}

TEST(DetectLamps, ALampIsKnownAmongCloudsByTheSizeThatItHasInTheDark) {
  const TestRoom room = cloudy_noon();
  const Detection detection = detect_lamps(room.readings(), munich);
  EXPECT_EQ(state_at(detection, room.at(6, 12.8)), LampState::on);
}

TEST(DetectLamps, ALampInARoomWithoutAWindowIsSeenEveryTenMinutes) {
  TestRoom room;
  room.brightness = 0;
  room.quantum = 0.01;
  room.spacing = 600s;
  room.days = 20;
  for (int day = 0; day < room.days; ++day) {
    for (int i = 0; i < 8; ++i) room.light(day, 7 + 1.9 * i, 7.6 + 1.9 * i, 45);
  }
  int on = 0;
  int lit = 0;
  const Detection detection = detect_lamps(room.readings(), munich);
  for (Instant at = room.from; at < room.at(room.days, 0); at += 10min) {
    const LampState said = state_at(detection, at);
    lit += room.lit(at);
    on += room.lit(at) && said == LampState::on;
    EXPECT_FALSE(room.lit(at) ? said == LampState::off : said == LampState::on);
  }
  EXPECT_GE(on, lit * 9 / 10);
}

TEST(DetectLamps, IntervalsAreCutWhereASecondLampGoesOnAndKnowBothSizes) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 21, 23, 60);
    room.light(day, 21.5, 22, 25);
  }
  const Detection detection = detect_lamps(room.readings(), munich);
  std::vector<LitInterval> evening;
  for (const LitInterval& interval : detection.intervals) {
    if (interval.from >= room.at(4, 12) && interval.from < room.at(5, 0)) {
      evening.push_back(interval);
    }
  }
  ASSERT_EQ(evening.size(), 3u);
  EXPECT_EQ(evening[0].from, room.at(4, 21));
  EXPECT_EQ(evening[0].until, room.at(4, 21.5));
  EXPECT_EQ(evening[1].until, room.at(4, 22));
  EXPECT_EQ(evening[2].until, room.at(4, 23));
  EXPECT_NEAR(evening[0].lux, 60, 6);
  EXPECT_NEAR(evening[1].lux, 85, 9);
  for (const LitInterval& interval : evening) EXPECT_GT(interval.probability, 0.95);
}

TEST(DetectLamps, GapsAreNotObservedAndEndIntervals) {
  TestRoom room = lived_in_room();
  room.light(5, 20, 24, 60);
  std::vector<Sample<Lux>> samples = room.readings();
  std::erase_if(samples, [&](const Sample<Lux>& s) {
    return s.at > room.at(5, 21) && s.at < room.at(5, 21.5);
  });
  const Detection detection = detect_lamps(samples, munich);
  ASSERT_EQ(detection.observed.size(), 2u);
  EXPECT_EQ(detection.observed[0].from, room.at(0, 0));
  EXPECT_EQ(detection.observed[0].until, room.at(5, 21) + 1min);
  EXPECT_EQ(detection.observed[1].from, room.at(5, 21.5));
  for (const LitInterval& interval : detection.intervals) {
    const bool within = std::ranges::any_of(detection.observed, [&](const Stretch& stretch) {
      return stretch.from <= interval.from && interval.until <= stretch.until;
    });
    EXPECT_TRUE(within);
    EXPECT_LT(interval.from, interval.until);
  }
}

TEST(DetectLamps, AnOffsetOfTheSensorChangesNothing) {
  TestRoom room = lived_in_room();
  const Detection plain = detect_lamps(room.readings(), munich);
  room.offset = -5;
  const Detection shifted = detect_lamps(room.readings(), munich);
  ASSERT_EQ(plain.intervals.size(), shifted.intervals.size());
  for (std::size_t i = 0; i < plain.intervals.size(); ++i) {
    EXPECT_EQ(plain.intervals[i].from, shifted.intervals[i].from);
    EXPECT_EQ(plain.intervals[i].until, shifted.intervals[i].until);
    EXPECT_EQ(plain.intervals[i].state, shifted.intervals[i].state);
  }
}

TEST(DetectLamps, TheOrderAndRepetitionOfReadingsDoNotMatter) {
  TestRoom room = lived_in_room();
  room.days = 3;
  std::vector<Sample<Lux>> samples = room.readings();
  const Detection plain = detect_lamps(samples, munich);
  std::vector<Sample<Lux>> shuffled = samples;
  std::ranges::reverse(shuffled);
  shuffled.insert(shuffled.end(), samples.begin(), samples.begin() + 500);
  const Detection again = detect_lamps(shuffled, munich);
  ASSERT_EQ(plain.intervals.size(), again.intervals.size());
  for (std::size_t i = 0; i < plain.intervals.size(); ++i) {
    EXPECT_EQ(plain.intervals[i].from, again.intervals[i].from);
  }
}

TEST(DetectLamps, AlmostNoReadingsAreAnsweredWithoutFuss) {
  EXPECT_EQ(detect_lamps({}, munich).samples, 0u);
  const Instant at = *parse_instant("2016-09-01T12:00:00Z");
  for (const double lux : {0.0, 5.0, -3.0, 1e5}) {
    const Detection one = detect_lamps({{at, Lux(lux)}}, munich);
    EXPECT_EQ(one.samples, 1u);
    ASSERT_EQ(one.observed.size(), 1u);
    EXPECT_EQ(one.observed[0], (Stretch{at, at + 1min}));
    EXPECT_EQ(detect_lamps({{at, Lux(lux)}, {at + 1min, Lux(lux)}}, munich).samples, 2u);
  }
}

}  // namespace

namespace {

/// A night and a day in which nothing happens, and a posterior that the test fills in.
struct Evening {
  Evening() {
    TestRoom room;
    room.days = 2;
    light = prepare_light(room.readings(), munich);
    model = first_model(light, measure_noise(light));
    model.seen = 10;
    model.weights.assign(model.size(), 0);
    model.weights[nearest_level(model.levels, 50)] = 1;
    for (LightStep& step : light.steps) step.scale = 1;
    for (auto* row : {&lamps.on, &lamps.lux, &lamps.rise, &lamps.fall}) {
      row->resize(light.steps.size());
    }
    noon = static_cast<std::size_t>(
        std::ranges::lower_bound(light.steps, room.at(0, 13), {}, &LightStep::at) -
        light.steps.begin());
  }

  void say(std::size_t t, float on, float lux_if_on) {
    lamps.on[t] = on;
    lamps.lux[t] = on * lux_if_on;
  }

  [[nodiscard]] LampState state(std::size_t t) const {
    return answer(light, lamps, model)[t].state;
  }

  Light light;
  LampModel model{};
  LampPosterior lamps;
  std::size_t noon = 0;
  std::size_t midnight = 30;
};

TEST(Answer, ProbabilityDecidesWithAThirdAnswerBetween) {
  Evening hand;
  struct Case {
    float on;
    LampState expected;
    bool lit;
  };
  for (const Case c : {Case{0.95F, LampState::on, true},
                       {0.81F, LampState::on, true},
                       {0.79F, LampState::unknown, true},
                       {0.45F, LampState::unknown, false},
                       {0.21F, LampState::unknown, false},
                       {0.19F, LampState::off, false}}) {
    for (const std::size_t t : {hand.noon, hand.midnight}) {
      hand.say(t, c.on, 50);
      const LampAnswer said = answer(hand.light, hand.lamps, hand.model)[t];
      EXPECT_EQ(said.state, c.expected) << c.on;
      EXPECT_EQ(said.lit, c.lit) << c.on;
      EXPECT_NEAR(said.lux, 50, 1e-3);
    }
  }
}

TEST(Answer, ALampSmallerThanFourChangesIsOnByDaylightOnlyIfItIsCertainOrInTheDark) {
  Evening hand;
  hand.say(hand.noon, 0.9F, 3);
  hand.say(hand.midnight, 0.9F, 3);
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.midnight), LampState::on);
  hand.say(hand.noon, 0.99F, 3);
  EXPECT_EQ(hand.state(hand.noon), LampState::on);
  hand.say(hand.noon, 0.99F, 1.5F);
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
}

TEST(Answer, NothingIsCalledOffWhereTheUsualLampWouldHide) {
  Evening hand;
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
  for (LightStep& step : hand.light.steps) step.scale = 20;
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.midnight), LampState::off);
}

TEST(Answer, WhereNoLampIsKnownOneMayBeLitAllDay) {
  Evening hand;
  hand.model.seen = 0;
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.midnight), LampState::off);
  LightStep& step = hand.light.steps[hand.noon];
  step.lux = static_cast<double>(step.floor);  // shutters
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
}

TEST(Answer, NothingIsCalledOffWhereASmallerLampOfTheRoomWouldHide) {
  Evening hand;
  hand.model.weights.assign(hand.model.size(), 0);
  hand.model.weights[nearest_level(hand.model.levels, 50)] = 0.7;
  hand.model.weights[nearest_level(hand.model.levels, 10)] = 0.3;
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
  for (LightStep& step : hand.light.steps) step.scale = 5;
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
}

TEST(Answer, NothingIsCalledOffAmongCloudJumpsOfTheUsualLampsSize) {
  Evening hand;
  for (std::size_t k = 0; k < 4; ++k) hand.light.steps[hand.noon - 40 + 10 * k].change = 30;
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
  hand.light.steps[hand.noon + 60].change = -30;
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.noon - 200), LampState::off);
}

}  // namespace

namespace {

constexpr float noon = 40;       // elevation of the sun, degrees
constexpr float midnight = -40;  // degrees

/// Readings one minute apart, and their results.
struct Watched {
  void hear(double lux, float sun, bool on) {
    LightStep step{};
    step.at = Instant(std::chrono::minutes(light.steps.size()));
    step.lux = lux;
    step.change = light.steps.empty() ? 0 : lux - light.steps.back().lux;
    step.sun = sun;
    const bool was_on = !answers.empty() && answers.back().state == LampState::on;
    light.steps.push_back(step);
    answers.push_back({.state = on ? LampState::on : LampState::off,
                       .probability = on ? 1.0F : 0.0F,
                       .lux = on ? 30.0F : 0.0F,
                       .lit = on,
                       .rose = on && !was_on,
                       .fell = !on && was_on});
  }

  /// Off, on from `first` to `last` lux, and off.
  void light_up(double before, std::initializer_list<double> lit, double after, float sun = noon) {
    hear(before, sun, false);
    for (const double lux : lit) hear(lux, sun, true);
    hear(after, sun, false);
  }

  /// Whether all readings that were on still are.
  bool is_believed() {
    doubt_curtains(light, answers);
    return all_is_known();
  }

  [[nodiscard]] bool all_is_known() const {
    return std::ranges::none_of(
        answers, [](const LampAnswer& one) { return one.state == LampState::unknown; });
  }

  Light light;
  std::vector<LampAnswer> answers;
};

TEST(Curtains, WhatComesAndGoesWithOneSizeIsALamp) {
  Watched hand;
  hand.light_up(2, {32, 40, 46}, 16);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, WhatGoesWithAnotherSizeThanItCameWithIsUnclear) {
  Watched hand;
  hand.light_up(2, {29, 29, 30, 46}, 6);
  EXPECT_FALSE(hand.is_believed());
  EXPECT_EQ(hand.answers[2].state, LampState::unknown);
  EXPECT_EQ(hand.answers[2].probability, 0.5F);
  EXPECT_FALSE(hand.answers[2].lit);
  EXPECT_EQ(hand.answers.back().state, LampState::off);
}

TEST(Curtains, ALampThatWarmsUpIsALamp) {
  Watched hand;
  hand.light_up(2, {17, 25, 32, 32}, 2);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, ALampThatWarmsUpForManyReadingsIsALampAndADayThatDawnsIsNone) {
  Watched lamp;
  lamp.light_up(2, {195, 302, 360, 392, 410, 419, 425, 428, 430, 430}, 2);
  EXPECT_TRUE(lamp.is_believed());
  Watched dawn;
  dawn.light_up(2, {195, 240, 280, 320, 370, 430, 430}, 2);
  EXPECT_FALSE(dawn.is_believed());
}

TEST(Curtains, ALampThatRoseBeforeItWasCertainIsALamp) {
  Watched hand;
  for (const double lux : {2, 20}) hand.hear(lux, noon, false);
  hand.light_up(36, {42, 42, 41}, 2);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, LampsThatComeInTurnMayGoTogether) {
  Watched hand;
  hand.light_up(2, {32, 32, 32, 32, 82, 82}, 2);
  hand.answers[5].rose = true;
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, ASizeThatTheRoomsLampsHaveInTheDarkIsALamps) {
  Watched hand;
  hand.light_up(0, {40, 40}, 0, midnight);
  hand.light_up(2, {29, 29, 30, 46}, 6);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, WhatLastsIntoTheDarkIsALamp) {
  Watched hand;
  hand.hear(20, noon, false);
  hand.hear(60, noon, true);
  hand.hear(20, midnight, true);
  hand.hear(0, midnight, false);
  EXPECT_TRUE(hand.is_believed());
}

TEST(UnseenLamps, WhatIsLeftOfMuchMoreLightByDayIsUnknown) {
  Watched hand;
  hand.hear(10, noon, false);
  hand.hear(310, noon, true);
  hand.answers.back().lux = 300;
  for (int i = 0; i < 5; ++i) hand.hear(10, noon, true);
  for (int i = 0; i < 5; ++i) hand.hear(10, midnight, true);
  hand.answers[2].fell = true;
  doubt_unseen(hand.light, hand.answers);
  EXPECT_EQ(hand.answers[1].state, LampState::on);
  EXPECT_EQ(hand.answers[2].state, LampState::unknown);
  EXPECT_EQ(hand.answers[6].state, LampState::unknown);
  EXPECT_EQ(hand.answers[7].state, LampState::on);
}

TEST(UnseenLamps, OneOfTwoLampsThatStaysOnIsALamp) {
  Watched hand;
  hand.hear(10, noon, false);
  hand.hear(310, noon, true);
  hand.answers.back().lux = 300;
  for (int i = 0; i < 5; ++i) hand.hear(70, noon, true);
  for (int i = 2; i < 7; ++i) hand.answers[static_cast<std::size_t>(i)].lux = 60;
  hand.answers[2].fell = true;
  doubt_unseen(hand.light, hand.answers);
  EXPECT_TRUE(hand.all_is_known());
}

TEST(Curtains, UnseenEndsAreNoEvidenceAgainstALamp) {
  Watched hand;
  hand.hear(60, noon, true);
  hand.hear(10, noon, false);
  hand.light_up(2, {29, 29, 30, 46}, 6);
  hand.light.steps[3].after_gap = true;
  hand.hear(60, noon, true);
  EXPECT_TRUE(hand.is_believed());
}

}  // namespace

}  // namespace lamplighter
