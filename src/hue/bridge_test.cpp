// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter::hue {
namespace {

constexpr Instant start = Instant(1'700'000'000s);

/// When each of `count` requests was sent, if the bridge takes `latency` for each.
std::vector<Instant> send(Pacer& pacer, RequestKind kind, int count,
                          std::chrono::milliseconds latency, Instant now) {
  std::vector<Instant> sent;
  for (int i = 0; i < count; ++i) {
    now = pacer.earliest(kind, now);
    sent.push_back(now);
    now += latency;
    pacer.accepted(kind, now);
  }
  return sent;
}

TEST(Pacer, TheFirstCommandGoesAtOnce) {
  EXPECT_EQ(Pacer().earliest(RequestKind::lamp_command, start), start);
  EXPECT_EQ(Pacer().earliest(RequestKind::group_command, start), start);
}

TEST(Pacer, TenLampsAtOnceGoOutATenthOfASecondApart) {
  Pacer pacer;
  const std::vector<Instant> sent = send(pacer, RequestKind::lamp_command, 10, 0ms, start);
  for (std::size_t i = 0; i < sent.size(); ++i) EXPECT_EQ(sent[i], start + i * 100ms) << i;
}

TEST(Pacer, GapsCountFromTheAnswer) {
  Pacer pacer;
  const std::vector<Instant> sent = send(pacer, RequestKind::lamp_command, 3, 30ms, start);
  EXPECT_EQ(sent, (std::vector<Instant>{start, start + 130ms, start + 260ms}));
}

TEST(Pacer, GroupsGoOutASecondApartAndLampsInBetween) {
  Pacer pacer;
  EXPECT_EQ(send(pacer, RequestKind::group_command, 2, 0ms, start),
            (std::vector<Instant>{start, start + 1s}));
  EXPECT_EQ(pacer.earliest(RequestKind::lamp_command, start + 1s), start + 1100ms);
  EXPECT_EQ(pacer.earliest(RequestKind::group_command, start + 1s), start + 2s);
}

TEST(Pacer, NoGapPassesWhenItIsAlreadyOver) {
  Pacer pacer;
  send(pacer, RequestKind::lamp_command, 1, 0ms, start);
  EXPECT_EQ(pacer.earliest(RequestKind::lamp_command, start + 1h), start + 1h);
}

TEST(Pacer, ThePauseGrowsWithEachRefusalAndEndsWithAnAcceptance) {
  Pacer pacer;
  Instant now = start;
  for (int i = 1; i <= 30; ++i) {
    pacer.refused(now);
    const Instant next = pacer.earliest(RequestKind::lamp_command, now);
    EXPECT_EQ(next - now, std::min(i * 250ms, 5000ms)) << i;
    now = next;
  }
  pacer.accepted(RequestKind::lamp_command, now);
  EXPECT_EQ(pacer.earliest(RequestKind::lamp_command, now), now + 100ms);
}

TEST(Pacer, AClockSetBackDelaysNothingBeyondOneGap) {
  Pacer pacer;
  send(pacer, RequestKind::group_command, 1, 0ms, start);
  pacer.refused(start);
  const Instant earlier = start - 1h;
  EXPECT_EQ(pacer.earliest(RequestKind::group_command, earlier), earlier + 1s);
  EXPECT_EQ(pacer.earliest(RequestKind::question, earlier), earlier + 250ms);
}

}  // namespace

namespace {

BridgeHouse small_house() {
  BridgeHouse house;
  house.lamps = {{"1", "Desk", false, true, 100.0, {}},
                 {"2", "Study", false, true, 100.0, {}},
                 {"3", "Shelf", false, true, 100.0, {}}};
  house.groups = {{"7", "Study", GroupKind::room, {"1", "2"}, false, {}},
                  {"8", "Study", GroupKind::zone, {"2", "3"}, false, {}},
                  {"9", "Upstairs", GroupKind::zone, {"3"}, false, {}}};
  return house;
}

TEST(Targets, ALampIsFoundByIdOrNameAndAGroupByName) {
  const auto targets = find_targets(small_house(), {"3", "Desk", "Upstairs"});
  ASSERT_TRUE(targets);
  EXPECT_EQ(*targets,
            (std::vector<Target>{
                {Target::Kind::lamp, "3"}, {Target::Kind::lamp, "1"}, {Target::Kind::group, "9"}}));
}

TEST(Targets, APrefixSaysWhichOfTheSameNameIsMeant) {
  const auto targets = find_targets(small_house(), {"Study", "room:Study", "zone:Study"});
  ASSERT_TRUE(targets);
  EXPECT_EQ(*targets, (std::vector<Target>{{Target::Kind::lamp, "2"},
                                           {Target::Kind::group, "7"},
                                           {Target::Kind::group, "8"}}));
}

TEST(Targets, TheSameLampTwiceIsOneTarget) {
  EXPECT_EQ(find_targets(small_house(), {"Desk", "1"})->size(), 1U);
}

TEST(FindTargets, NamesAreComparedAsPeopleReadThem) {
  BridgeHouse house;
  house.lamps.resize(2);
  house.lamps[0].id = "1";
  house.lamps[0].name = "Ku\u0308che ";  // decomposed, with a trailing space
  house.lamps[1].id = "2";
  house.lamps[1].name = "Bücher";
  const auto targets = find_targets(house, {"Küche", "Bu\u0308cher"});
  ASSERT_TRUE(targets) << targets.error().message;
  EXPECT_EQ(*targets, (std::vector<Target>{{Target::Kind::lamp, "1"}, {Target::Kind::lamp, "2"}}));
  const auto none = find_targets(house, {"Kuche"});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("Bücher"), std::string::npos) << none.error().message;
}

TEST(Targets, AnUnknownNameIsAnErrorThatListsWhatThereIs) {
  const auto targets = find_targets(small_house(), {"Desk", "Dask"});
  ASSERT_FALSE(targets);
  EXPECT_EQ(targets.error().fault, Fault::not_found);
  EXPECT_NE(targets.error().message.find("Dask"), std::string::npos);
  EXPECT_NE(targets.error().message.find("Desk, Study, Shelf, room:Study"), std::string::npos);
  EXPECT_FALSE(find_targets(small_house(), {"room:Upstairs"}));
}

TEST(Targets, LampsOfGroupsAreListedOnce) {
  const BridgeHouse house = small_house();
  const auto lamps = lamps_of(house, {{Target::Kind::group, "7"}, {Target::Kind::lamp, "2"}});
  ASSERT_EQ(lamps.size(), 2U);
  EXPECT_EQ(lamps[0].id, "1");
  EXPECT_EQ(lamps[1].id, "2");
}

}  // namespace

}  // namespace lamplighter::hue
