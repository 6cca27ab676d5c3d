// SPDX-License-Identifier: Apache-2.0
#include "hue/house_follower.h"

#include "testing/samples.h"

#include <gtest/gtest.h>

namespace lamplighter::hue {
namespace {

using testing::noon;
using Kind = LampReport::Kind;

const RoomName hall("hall");
const RoomName study("study");
const SensorId sensor("hue:Hall sensor");

BridgeLamp lamp(const std::string& id, bool on, std::optional<double> brightness = {}) {
  BridgeLamp one{id, "Lamp " + id, on, true, brightness, {}};
  one.device = "device-" + id;
  return one;
}

/// Two lamps in the hall, one in the study, a motion sensor.
BridgeHouse house(bool a = false, bool b = false, bool c = false) {
  BridgeHouse all;
  all.lamps = {lamp("a", a, 50), lamp("b", b, 50), lamp("c", c, 50)};
  all.sensors = {{"level", "Hall sensor", "device-s", true, 20.0, noon - 1h}};
  return all;
}

LampReport report(const std::string& id, OnOff to, Instant heard,
                  std::optional<Instant> changed_at = {}) {
  LampReport one;
  one.id = id;
  one.to = to;
  one.changed_at = changed_at;
  one.heard = heard;
  return one;
}

LampReport of_kind(Kind kind, const std::string& id, Instant heard) {
  LampReport one;
  one.kind = kind;
  one.id = id;
  one.heard = heard;
  return one;
}

LampReport level(double lux, Instant heard, std::optional<Instant> changed = {}) {
  LampReport one = of_kind(Kind::sensor, "level", heard);
  one.lux = lux;
  one.changed_at = changed;
  return one;
}

LampReport missed(Instant since, Instant heard) {
  LampReport one = of_kind(Kind::missed, "", heard);
  one.since = since;
  return one;
}

LampReport begins(Instant heard) { return missed(Instant::min(), heard); }

template <typename T>
std::vector<T> only(const std::vector<SourceNews>& news) {
  std::vector<T> all;
  for (const SourceNews& one : news)
    if (const T* it = std::get_if<T>(&one)) all.push_back(*it);
  return all;
}

LampSighting sighting(const RoomName& room, const std::string& id, LampState is, Instant at,
                      Look look = {}) {
  return {room, "hue:" + id, is, look, at};
}

class Following : public ::testing::Test {
 protected:
  explicit Following(Telling telling = Telling::stream,
                     std::optional<Instant> known_until = std::nullopt)
      : follower(telling,
                 {{hall, {"Lamp a", "Lamp b"}, {}, {}, {}}, {study, {"Lamp c"}, {}, {}, {}}},
                 {{sensor, "Hall sensor"}}, known_until) {}

  /// The state after the start: everything was read and reported.
  void start(const BridgeHouse& is = house()) {
    follower.hear({begins(noon)}, noon);
    follower.read(is, noon, noon);
    follower.take();
  }

  HouseFollower follower;
  const Look half{50, {}};
};

TEST_F(Following, TellsWhatEachLampIsAtTheStart) {
  EXPECT_TRUE(follower.wants_house(noon));
  follower.hear({begins(noon)}, noon);
  follower.read(house(true), noon, noon + 1s);
  const auto news = follower.take();
  EXPECT_EQ(only<SourceGap>(news), (std::vector{SourceGap{"hue:", noon}}));
  const auto sightings = only<LampSighting>(news);
  ASSERT_EQ(sightings.size(), 6U) << "each is expected before it is reported";
  EXPECT_EQ(sightings[3], sighting(hall, "a", LampState::on, noon + 1s, half))
      << "those on come first";
  EXPECT_EQ(sightings[4], sighting(hall, "b", LampState::off, noon + 1s + 1us));
  EXPECT_EQ(only<Reading>(news), (std::vector{Reading{sensor, noon + 1s, Lux(20)}}));
  EXPECT_FALSE(follower.wants_house(noon + 2s));
  EXPECT_EQ(follower.trouble(), "");
}

TEST_F(Following, TakesTheInstantThatTheBridgeGives) {
  start();
  follower.hear({report("a", OnOff::on, noon + 61s, noon + 60s)}, noon + 61s);
  EXPECT_EQ(only<LampSighting>(follower.take()),
            std::vector{sighting(hall, "a", LampState::on, noon + 60s, half)});
}

TEST_F(Following, DistrustsAClockThatIsWrongUntilItIsRightAgain) {
  start();
  follower.hear({report("a", OnOff::on, noon + 60s, noon - 1h)}, noon + 60s);
  follower.hear({report("b", OnOff::on, noon + 70s, noon + 2h)}, noon + 70s);
  follower.hear({report("c", OnOff::on, noon + 80s, noon + 79s)}, noon + 80s);
  const auto sightings = only<LampSighting>(follower.take());
  ASSERT_EQ(sightings.size(), 3U);
  EXPECT_EQ(sightings[0].at, noon + 60s);
  EXPECT_EQ(sightings[1].at, noon + 70s);
  EXPECT_EQ(sightings[2].at, noon + 79s);
}

TEST_F(Following, TellsARoomInRisingOrder) {
  start();
  follower.hear({report("a", OnOff::on, noon + 9s, noon + 8s)}, noon + 9s);
  follower.hear({report("a", OnOff::off, noon + 9s, noon + 8s)}, noon + 9s);
  const auto sightings = only<LampSighting>(follower.take());
  ASSERT_EQ(sightings.size(), 2U);
  EXPECT_EQ(sightings[0].at, noon + 8s);
  EXPECT_EQ(sightings[1].at, noon + 8s + 1us);
}

TEST_F(Following, TellsBrightnessAndColourTemperatureWhileALampIsOn) {
  start();
  LampReport dim = report("c", OnOff::on, noon + 10s);
  dim.brightness = 30;
  dim.mirek = 370;
  follower.hear({dim}, noon + 10s);
  LampReport off = report("c", OnOff::off, noon + 20s);
  LampReport while_off = of_kind(Kind::lamp, "c", noon + 30s);
  while_off.brightness = 90;
  follower.hear({off, while_off}, noon + 30s);
  EXPECT_EQ(only<LampSighting>(follower.take()),
            (std::vector{sighting(study, "c", LampState::on, noon + 10s, {30, 370}),
                         sighting(study, "c", LampState::off, noon + 20s)}));
}

TEST_F(Following, RepeatsNothing) {
  start(house(true));
  follower.hear({report("a", OnOff::on, noon + 5s)}, noon + 5s);
  EXPECT_TRUE(follower.take().empty());
}

TEST_F(Following, WhatWasMissedIsUnknownAndThenAsItIsRead) {
  start();
  follower.hear({missed(noon + 60s, noon + 90s)}, noon + 90s);
  EXPECT_TRUE(follower.take().empty()) << "not before it is read";
  ASSERT_TRUE(follower.wants_house(noon + 90s));
  follower.read(house(true), noon + 90s, noon + 91s);
  const auto news = follower.take();
  EXPECT_EQ(only<SourceGap>(news), (std::vector{SourceGap{"hue:", noon + 60s}}));
  const auto sightings = only<LampSighting>(news);
  ASSERT_EQ(sightings.size(), 6U);
  EXPECT_EQ(sightings[3], sighting(hall, "a", LampState::on, noon + 91s, half));
}

TEST_F(Following, AShortHoleLeavesNothingUnknown) {
  start();
  follower.hear({missed(noon + 60s, noon + 62s)}, noon + 62s);
  follower.read(house(true), noon + 62s, noon + 63s);
  const auto news = follower.take();
  EXPECT_TRUE(only<SourceGap>(news).empty());
  EXPECT_EQ(only<LampSighting>(news),
            std::vector{sighting(hall, "a", LampState::on, noon + 63s, half)});
}

TEST_F(Following, WhatTheBridgeReplaysIsKnown) {
  start();
  follower.hear({missed(noon + 60s, noon + 90s), report("c", OnOff::on, noon + 90s, noon + 70s),
                 report("c", OnOff::off, noon + 90s, noon + 80s)},
                noon + 90s);
  follower.read(house(), noon + 90s, noon + 91s);
  const auto sightings = only<LampSighting>(follower.take());
  ASSERT_EQ(sightings.size(), 7U);
  EXPECT_EQ(sightings[3], sighting(study, "c", LampState::on, noon + 70s));
  EXPECT_EQ(sightings[4], sighting(study, "c", LampState::off, noon + 80s));
}

TEST_F(Following, AStreamThatBeganAgainWhileTheHouseWasReadIsReadAgain) {
  start();
  follower.hear({missed(noon + 60s, noon + 90s)}, noon + 90s);
  follower.hear({missed(noon + 91s, noon + 96s)}, noon + 96s);
  follower.read(house(true), noon + 92s, noon + 97s);
  EXPECT_TRUE(follower.take().empty()) << "the answer is older than the stream";
  ASSERT_TRUE(follower.wants_house(noon + 97s));
  follower.read(house(true), noon + 97s, noon + 98s);
  EXPECT_EQ(only<SourceGap>(follower.take()), (std::vector{SourceGap{"hue:", noon + 60s}}));
}

TEST_F(Following, AHouseThatCannotBeReadIsAskedForAgain) {
  follower.hear({begins(noon)}, noon);
  follower.could_not_read(noon);
  EXPECT_FALSE(follower.wants_house(noon + 1s));
  EXPECT_TRUE(follower.wants_house(noon + 2s));
}

TEST_F(Following, ALampOutOfReachIsUnknownUntilItIsRead) {
  start(house(true));
  LampReport gone = of_kind(Kind::device, "device-a", noon + 10s);
  gone.reachable = false;
  follower.hear({gone}, noon + 10s);
  EXPECT_EQ(only<LampSighting>(follower.take()),
            std::vector{sighting(hall, "a", LampState::unknown, noon + 10s)});
  gone.reachable = true;
  gone.heard = noon + 20s;
  follower.hear({gone}, noon + 20s);
  EXPECT_TRUE(follower.take().empty());
  ASSERT_TRUE(follower.wants_house(noon + 21s));
  follower.read(house(true), noon + 21s, noon + 21s);
  EXPECT_EQ(only<LampSighting>(follower.take()),
            std::vector{sighting(hall, "a", LampState::on, noon + 21s, half)});
}

TEST_F(Following, ALampThatIsTwiceNotAsReportedWasChangedUnheard) {
  start();
  follower.read(house(true), noon + 300s, noon + 300s);
  EXPECT_TRUE(only<LampSighting>(follower.take()).empty()) << "its event may be on its way";
  ASSERT_TRUE(follower.wants_house(noon + 305s));
  follower.read(house(true), noon + 305s, noon + 305s);
  const auto news = follower.take();
  EXPECT_EQ(only<SourceGap>(news), (std::vector{SourceGap{"hue:", noon}}));
  EXPECT_EQ(only<LampSighting>(news)[3], sighting(hall, "a", LampState::on, noon + 305s, half));
}

TEST_F(Following, AnEventThatWasOnItsWayIsNoLoss) {
  start();
  follower.read(house(true), noon + 300s, noon + 300s);
  follower.hear({report("a", OnOff::on, noon + 301s, noon + 300s)}, noon + 301s);
  follower.read(house(true), noon + 305s, noon + 305s);
  const auto news = follower.take();
  EXPECT_TRUE(only<SourceGap>(news).empty());
  EXPECT_EQ(only<LampSighting>(news),
            std::vector{sighting(hall, "a", LampState::on, noon + 300s, half)});
}

TEST_F(Following, AnotherLampInARoomBeginsTheRoomsAgain) {
  start();
  follower.hear({of_kind(Kind::house, "x", noon + 10s)}, noon + 10s);
  ASSERT_TRUE(follower.wants_house(noon + 11s));
  BridgeHouse fewer = house();
  fewer.lamps.erase(fewer.lamps.begin());
  follower.read(fewer, noon + 11s, noon + 11s);
  EXPECT_EQ(only<SourceGap>(follower.take()), (std::vector{SourceGap{"hue:", noon + 11s}}));
}

TEST_F(Following, StoresLightAsItChangesAndOnceAnHourAsASignOfLife) {
  start();
  follower.hear({level(30, noon + 300s, noon + 298s)}, noon + 300s);
  follower.hear({level(30, noon + 600s)}, noon + 600s);
  follower.pass(noon + 1h, noon + 1h, "");
  EXPECT_EQ(only<Reading>(follower.take()), (std::vector{Reading{sensor, noon + 298s, Lux(30)}}));
  follower.pass(noon + 2h, noon + 2h, "");
  EXPECT_EQ(only<Reading>(follower.take()), (std::vector{Reading{sensor, noon + 2h, Lux(30)}}));
}

TEST_F(Following, ASensorOutOfReachGivesNoSignOfLife) {
  start();
  LampReport gone = of_kind(Kind::device, "device-s", noon + 10s);
  gone.reachable = false;
  follower.hear({gone}, noon + 10s);
  follower.pass(noon + 3h, noon + 3h, "");
  EXPECT_TRUE(only<Reading>(follower.take()).empty());
}

TEST_F(Following, LightThatChangedInAHoleIsStoredWhenItChanged) {
  start();
  follower.hear({missed(noon + 60s, noon + 20min)}, noon + 20min);
  BridgeHouse later = house();
  later.sensors[0].lux = 5;
  later.sensors[0].changed = noon + 10min;
  follower.read(later, noon + 20min, noon + 20min);
  EXPECT_EQ(only<Reading>(follower.take()), (std::vector{Reading{sensor, noon + 10min, Lux(5)}}));
}

TEST_F(Following, MarksUpToWhenAllWasHeard) {
  start();
  follower.pass(noon + 10s, noon + 9s, "1:0");
  follower.pass(noon + 20s, noon + 19s, "2:0");
  follower.pass(noon + 50s, noon + 49s, "3:0");
  EXPECT_EQ(only<SourceMark>(follower.take()),
            (std::vector{SourceMark{noon + 9s, "1:0"}, SourceMark{noon + 49s, "3:0"}}));
  follower.pass(noon + 200s, std::nullopt, "3:0");
  EXPECT_TRUE(follower.take().empty()) << "no stream is open";
}

TEST_F(Following, WhatWasNotTakenIsLost) {
  start();
  follower.lost(noon + 10s, noon + 20s);
  ASSERT_TRUE(follower.wants_house(noon + 20s));
  follower.read(house(), noon + 20s, noon + 20s);
  EXPECT_EQ(only<SourceGap>(follower.take()), (std::vector{SourceGap{"hue:", noon + 10s}}));
}

TEST_F(Following, NamesWhatTheBridgeDoesNotHave) {
  BridgeHouse less = house();
  less.sensors[0].name = "Porch sensor";
  follower.hear({begins(noon)}, noon);
  follower.read(less, noon, noon);
  EXPECT_EQ(follower.trouble(),
            "the bridge has no motion sensor \"Hall sensor\"; it has Porch sensor");
  less.lamps.pop_back();
  follower.read(less, noon + 300s, noon + 300s);
  EXPECT_NE(follower.trouble(), "");
}

class AfterARestart : public Following {
 protected:
  AfterARestart() : Following(Telling::stream, noon - 60s) {}
};

TEST_F(AfterARestart, WhatHappenedInBetweenIsUnknownButForWhatIsReplayed) {
  follower.hear({begins(noon), report("c", OnOff::on, noon, noon - 90s),
                 report("c", OnOff::on, noon, noon - 30s)},
                noon);
  follower.read(house(false, false, true), noon, noon + 1s);
  const auto news = follower.take();
  EXPECT_EQ(only<SourceGap>(news), (std::vector{SourceGap{"hue:", noon - 60s}}));
  const auto sightings = only<LampSighting>(news);
  ASSERT_GE(sightings.size(), 4U);
  EXPECT_EQ(sightings[3], sighting(study, "c", LampState::on, noon - 30s))
      << "the other one is stored";
}

class Polling : public Following {
 protected:
  Polling() : Following(Telling::polled) {}
};

TEST_F(Polling, TellsChangesAsTheyAreRead) {
  follower.read(house(), noon, noon);
  follower.take();
  follower.read_lamps(house(true).lamps, noon + 5s, noon + 5s);
  const auto news = follower.take();
  EXPECT_TRUE(only<SourceGap>(news).empty());
  EXPECT_EQ(only<LampSighting>(news),
            std::vector{sighting(hall, "a", LampState::on, noon + 5s, half)});
  follower.pass(noon + 6s, std::nullopt, "");
  EXPECT_EQ(only<SourceMark>(follower.take()), (std::vector{SourceMark{noon + 5s}}));
}

TEST_F(Polling, WhatCameBetweenPollsThatAreFarApartIsUnknown) {
  follower.read(house(), noon, noon);
  follower.take();
  follower.read_lamps(house(true).lamps, noon + 100s, noon + 100s);
  EXPECT_EQ(only<SourceGap>(follower.take()), (std::vector{SourceGap{"hue:", noon}}));
}

}  // namespace
}  // namespace lamplighter::hue
