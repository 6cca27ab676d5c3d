// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge_lamps.h"

#include "core/require.h"
#include "testing/clocks.h"
#include "testing/room_commands.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <utility>

namespace lamplighter::hue {
namespace {

using testing::look_at_room;
using testing::set_room;

constexpr Instant start = Instant(1'700'000'000s);
constexpr const char* done = R"([{"success":{"x":true}}])";

/// Responds to commands from a list (then with success) and to queries with a house; records
/// commands and their times.
class ScriptedTransport final : public Transport {
 public:
  explicit ScriptedTransport(const Clock& clock) : clock_(clock) {}

  Result<HttpAnswer> send(const HttpRequest& request) override {
    if (gone) return Error{Fault::unavailable, "no answer"};
    if (request.method == "GET") {
      ++questions;
      return HttpAnswer{200, house};
    }
    commands.push_back(request.path.substr(7) + " " + request.body);
    times.push_back(clock_.now());
    if (on_command) on_command();
    if (answers.empty()) return HttpAnswer{200, done};
    const HttpAnswer answer = answers.front();
    answers.pop_front();
    return answer;
  }

  std::string house;
  int questions = 0;
  std::deque<HttpAnswer> answers;
  std::vector<std::string> commands;
  std::vector<Instant> times;
  bool gone = false;
  std::function<void()> on_command;

 private:
  const Clock& clock_;
};

std::string lamp(bool on, int bri, bool reachable = true) {
  return R"({"name":"L","state":{"on":)" + std::string(on ? "true" : "false") +
         R"(,"ct":366,"bri":)" + std::to_string(bri) + R"(,"reachable":)" +
         (reachable ? "true" : "false") + "}}";
}

class BridgeLampsTest : public ::testing::Test {
 protected:
  BridgeLampsTest() { transport.house = two_lamps(lamp(false, 254), lamp(false, 254)); }

  static std::string two_lamps(const std::string& one, const std::string& two) {
    return R"({"lights":{"1":)" + one + R"(,"2":)" + two +
           R"(},"groups":{"5":{"name":"G","type":"Room","lights":["1","2"]}}})";
  }

  /// A number of lamps that are off, and a group of some of them.
  static std::string house_of(int count, const std::string& group) {
    std::string text = R"({"lights":{)";
    for (int id = 1; id <= count; ++id)
      text += (id == 1 ? "\"" : ",\"") + std::to_string(id) + "\":" + lamp(false, 254);
    text += R"(},"groups":{)";
    if (!group.empty()) text += R"("5":{"name":"G","type":"Room","lights":[)" + group + "]}";
    return text + "}}";
  }

  static std::string all_of(int count) {
    std::string ids;
    for (int id = 1; id <= count; ++id) ids += (id == 1 ? "\"" : ",\"") + std::to_string(id) + "\"";
    return ids;
  }

  BridgeLamps lamps(RoomLamps room) {
    room.room = RoomName("study");
    return BridgeLamps(bridge, {std::move(room)});
  }

  testing::ManualClock clock{start};
  ScriptedTransport transport{clock};
  Bridge bridge{transport, clock, Api::v1, "k"};
  const RoomName study{"study"};
};

TEST_F(BridgeLampsTest, SwitchesEveryLampOfTheRoomATenthOfASecondApart) {
  transport.house = house_of(2, "");
  BridgeLamps room = lamps({{}, {"1", "2"}, {}, {}, {}});
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(transport.commands, (std::vector<std::string>{R"(lights/1/state {"on":true})",
                                                          R"(lights/2/state {"on":true})"}));
  EXPECT_EQ(transport.times[1] - transport.times[0], 100ms);
}

TEST_F(BridgeLampsTest, AGroupIsOneCommandWhereAllOfItsLampsAreToBeTheSame) {
  transport.house = house_of(12, all_of(12));
  BridgeLamps room = lamps({{}, {"room:G"}, {}, {}, {}});
  EXPECT_TRUE(set_room(room, study, OnOff::on));
  EXPECT_EQ(transport.commands, (std::vector<std::string>{R"(groups/5/action {"on":true})"}));
}

TEST_F(BridgeLampsTest, AGroupWithALampThatIsNotCommandedIsNotCommanded) {
  transport.house = house_of(3, all_of(3));
  BridgeLamps room = lamps({{}, {"1", "2"}, {}, {}, {}});
  EXPECT_TRUE(set_room(room, study, OnOff::on));
  EXPECT_EQ(transport.commands, (std::vector<std::string>{R"(lights/1/state {"on":true})",
                                                          R"(lights/2/state {"on":true})"}));
}

TEST_F(BridgeLampsTest, AGroupWhoseLampsAreRestoredToDifferentSettingsIsNotCommanded) {
  transport.house = house_of(3, all_of(3));
  BridgeLamps room = lamps({{}, {"room:G"}, {}, {}, {}});
  ASSERT_TRUE(room.look());
  LampRequests requests;
  for (const auto& [id, brightness] : {std::pair("hue:1", 20.0), {"hue:2", 20.0}, {"hue:3", 30.0}})
    requests[LampId(id)] = {{OnOff::on, {brightness, {}}, {}}, true};
  room.command(requests);
  EXPECT_EQ(transport.commands.size(), 3U);
  EXPECT_EQ(transport.commands.back(), R"(lights/3/state {"bri":76,"on":true})");
}

TEST_F(BridgeLampsTest, TheLastOfManyLampsIsNotLate) {
  for (const std::string& group : {all_of(12), std::string()}) {
    transport.house = house_of(12, group);
    BridgeLamps room(
        bridge,
        {{study, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, {}, {}, {}}});
    for (const OnOff to : {OnOff::on, OnOff::off, OnOff::on}) {  // in a row: the group has to wait
      const Instant began = clock.now();
      EXPECT_TRUE(set_room(room, study, to));
      EXPECT_LE(transport.times.back() - began, 1200ms);
    }
  }
}

TEST_F(BridgeLampsTest, AGroupThatTheBridgeRejectsIsCommandedLampByLamp) {
  BridgeLamps room = lamps({{}, {"room:G"}, {}, {}, {}});
  transport.answers = {{200, R"([{"error":{"type":3,"description":"gone"}}])"}};
  EXPECT_TRUE(set_room(room, study, OnOff::on));
  EXPECT_EQ(transport.commands, (std::vector<std::string>{R"(groups/5/action {"on":true})",
                                                          R"(lights/1/state {"on":true})",
                                                          R"(lights/2/state {"on":true})"}));
}

TEST_F(BridgeLampsTest, EachLampGetsWhatItCan) {
  transport.house =
      two_lamps(R"({"name":"Plug","state":{"on":false,"reachable":true}})",
                R"({"name":"Warm","state":{"on":false,"bri":9,"ct":400,"reachable":true},)"
                R"("capabilities":{"control":{"ct":{"min":250,"max":454}}}})");
  BridgeLamps room = lamps({{}, {"room:G"}, 50.0, 200, 2s});
  EXPECT_TRUE(set_room(room, study, OnOff::on));
  EXPECT_EQ(transport.commands,
            (std::vector<std::string>{
                R"(lights/1/state {"on":true})",
                R"(lights/2/state {"bri":127,"ct":250,"on":true,"transitiontime":20})"}));
}

TEST_F(BridgeLampsTest, ARestoredLampIsExactlyAsItWas) {
  transport.house = two_lamps(
      R"({"name":"L","state":{"on":false,"bri":200,"ct":366,"xy":[0.3,0.3],"colormode":"ct"}})",
      lamp(false, 254));
  BridgeLamps room = lamps({{}, {"1"}, 50.0, 400, 2s});
  const LampId one("hue:1");
  const LampSetting red{OnOff::on, {100.0, std::nullopt}, Xy{0.675, 0.322}};
  EXPECT_TRUE(room.command({{one, {red, true}}}).at(one).done);
  EXPECT_EQ(transport.commands.back(),
            R"(lights/1/state {"bri":254,"on":true,"xy":[0.675,0.322]})");
  const Result<HouseLook> seen = room.look();
  EXPECT_EQ(seen->at(one).is->look.brightness, 200 / 2.54) << "it is read again";
}

TEST_F(BridgeLampsTest, ALampThatIsRenamedIsStillTheRoomsAndOneThatIsDeletedIsReported) {
  transport.house =
      two_lamps(R"({"name":"A","state":{"on":false}})", R"({"name":"B","state":{"on":false}})");
  BridgeLamps room = lamps({{}, {"A", "B"}, {}, {}, {}});
  ASSERT_TRUE(room.look());
  transport.house =
      two_lamps(R"({"name":"C","state":{"on":false}})", R"({"name":"B","state":{"on":false}})");
  EXPECT_TRUE(set_room(room, study, OnOff::on));
  EXPECT_EQ(transport.commands.size(), 1U) << "both by one command to their room";
  transport.house = R"({"lights":{"2":{"name":"B","state":{"on":true}}},"groups":{}})";
  const Result<HouseLook> seen = room.look();
  ASSERT_TRUE(seen);
  ASSERT_FALSE(seen->at(LampId("hue:1")).is);
  EXPECT_EQ(seen->at(LampId("hue:1")).is.error().fault, Fault::not_found);
  EXPECT_EQ(*room_state(*seen, study), OnOff::on);
  EXPECT_TRUE(set_room(room, study, OnOff::off)) << "the other lamp is played on";
}

TEST_F(BridgeLampsTest, ALampThatReplacesOneOfItsNameIsPlayed) {
  transport.house = R"({"lights":{"1":{"name":"A","state":{"on":false}}},"groups":{}})";
  BridgeLamps room = lamps({{}, {"A"}, {}, {}, {}});
  ASSERT_TRUE(room.look());
  transport.house = R"({"lights":{"7":{"name":"A","state":{"on":false}}},"groups":{}})";
  const Result<HouseLook> seen = room.look();
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->at(LampId("hue:7")).rooms.contains(study));
  EXPECT_TRUE(seen->at(LampId("hue:1")).rooms.empty());
  EXPECT_EQ(seen->at(LampId("hue:1")).is.error().fault, Fault::not_found) << "nobody owes it";
  EXPECT_TRUE(set_room(room, study, OnOff::on));
  EXPECT_EQ(transport.commands.back(), R"(lights/7/state {"on":true})");
}

TEST_F(BridgeLampsTest, WithTheStreamOpenTheBridgeIsReadOnceAMinute) {
  std::optional<LampWatch::Heard> heard = LampWatch::Heard{};
  BridgeLamps room(bridge, {{study, {"1"}, {}, {}, {}}},
                   [&] { return heard ? std::optional(std::exchange(*heard, {})) : std::nullopt; });
  for (int look = 0; look < 60; ++look) {
    ASSERT_TRUE(room.look());
    clock.turn_to(clock.now() + 10s);
  }
  EXPECT_LE(transport.questions, 10);
  heard->reports = {{LampReport::Kind::lamp, "1", OnOff::on, {}, {}}};
  ASSERT_TRUE(room.look());
  clock.turn_to(clock.now() + 1s);
  heard->reports = {{LampReport::Kind::lamp, "1", OnOff::on, {}, {}}};
  const int asked = transport.questions;
  EXPECT_EQ(*look_at_room(room, study), OnOff::on);
  EXPECT_EQ(transport.questions, asked);
  heard->may_have_missed = true;
  EXPECT_EQ(*look_at_room(room, study), OnOff::off);
  EXPECT_EQ(transport.questions, asked + 1);
}

TEST_F(BridgeLampsTest, TheLookOfTheRoomGoesWithOnAndTheFadeWithBoth) {
  BridgeLamps room = lamps({{}, {"1"}, 50.0, 400, 2s});
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  EXPECT_TRUE(set_room(room, study, OnOff::off, {}));
  EXPECT_EQ(transport.commands,
            (std::vector<std::string>{
                R"(lights/1/state {"bri":127,"ct":400,"on":true,"transitiontime":20})",
                R"(lights/1/state {"on":false,"transitiontime":20})"}));
}

TEST_F(BridgeLampsTest, ThePlansLookCountsBeforeTheRooms) {
  BridgeLamps room = lamps({{}, {"1"}, 50.0, 400, {}});
  EXPECT_TRUE(set_room(room, study, OnOff::on, {20, std::nullopt}));
  EXPECT_EQ(transport.commands.back(), R"(lights/1/state {"bri":51,"ct":400,"on":true})");
  EXPECT_TRUE(set_room(room, study, OnOff::off, {20, 300}));
  EXPECT_EQ(transport.commands.back(), R"(lights/1/state {"on":false})");
}

TEST_F(BridgeLampsTest, TheBrightnessBeforeAFadeToOffComesBackWithOn) {
  BridgeLamps room = lamps({{}, {"1"}, {}, {}, 2s});
  transport.house = two_lamps(lamp(true, 127), lamp(false, 254));
  EXPECT_TRUE(set_room(room, study, OnOff::off, {}));
  transport.house = two_lamps(lamp(false, 3), lamp(false, 254));
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(transport.commands.back(),
            R"(lights/1/state {"bri":127,"on":true,"transitiontime":20})");
}

TEST_F(BridgeLampsTest, AGlimmerLeftByAFadeBeforeOurTimeBecomesFullLight) {
  BridgeLamps room = lamps({{}, {"1"}, {}, {}, 2s});
  transport.house = two_lamps(lamp(false, 3), lamp(false, 254));
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(transport.commands.back(),
            R"(lights/1/state {"bri":254,"on":true,"transitiontime":20})");
}

TEST_F(BridgeLampsTest, ABusyBridgeIsAskedAgainWithGrowingPauses) {
  BridgeLamps room = lamps({{}, {"1"}, {}, {}, {}});
  transport.answers = {{429, "<html>"}, {503, ""}, {429, ""}};
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  ASSERT_EQ(transport.times.size(), 4U);
  EXPECT_EQ(transport.times[1] - transport.times[0], 250ms);
  EXPECT_EQ(transport.times[2] - transport.times[1], 500ms);
  EXPECT_EQ(transport.times[3] - transport.times[2], 750ms);
}

TEST_F(BridgeLampsTest, ABridgeThatStaysBusyIsLeftAloneAfterFiveTries) {
  BridgeLamps room = lamps({{}, {"1"}, {}, {}, {}});
  for (int i = 0; i < 9; ++i) transport.answers.push_back({429, ""});
  const Result<void> result = set_room(room, study, OnOff::on, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::unavailable);
  EXPECT_EQ(transport.times.size(), 5U);
}

TEST_F(BridgeLampsTest, ABusyBridgeIsNotWaitedForOnceAnOrderCame) {
  bool is_wanted = false;
  bridge.give_way_to({[] { return std::stop_token(); }, [&] { return is_wanted; }});
  BridgeLamps room = lamps({{}, {"1", "2"}, {}, {}, {}});
  ASSERT_TRUE(room.look());
  for (int i = 0; i < 9; ++i) transport.answers.push_back({429, ""});
  transport.on_command = [&] { is_wanted = transport.times.size() == 2; };
  EXPECT_FALSE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(transport.times.size(), 2U) << "the other lamp is not tried at all";
  EXPECT_EQ(clock.now(), transport.times[1]) << "nothing is waited for";
  is_wanted = false;
  transport.answers.clear();
  EXPECT_TRUE(set_room(room, study, OnOff::off, {}));
}

/// Does not advance; a sleeper is woken up, or sleeps forever.
class StandingClock final : public Clock {
 public:
  explicit StandingClock(std::function<void()> on_sleep) : on_sleep_(std::move(on_sleep)) {}
  [[nodiscard]] Instant now() const override { return start; }
  bool sleep_until(Instant at, const std::stop_token& stop) override {
    if (at <= start) return true;
    on_sleep_();
    require(stop.stop_requested(), "nothing would end this sleep");
    return false;
  }

 private:
  std::function<void()> on_sleep_;
};

TEST_F(BridgeLampsTest, AnOrderWakesWhoeverWaitsForABusyBridge) {
  std::stop_source bell;
  int rings = 0;
  StandingClock standing([&] {
    ++rings;
    std::exchange(bell, std::stop_source()).request_stop();
  });
  Bridge busy(transport, standing, Api::v1, "k");
  busy.give_way_to({[&] { return bell.get_token(); }, [&] { return rings == 3; }});
  for (int i = 0; i < 9; ++i) transport.answers.push_back({429, ""});
  EXPECT_FALSE(busy.command({Target::Kind::lamp, "1"}, {OnOff::on, {}, {}, {}}));
  EXPECT_EQ(rings, 3) << "those for something else do not end the pause";
  EXPECT_EQ(transport.times.size(), 1U);
}

TEST_F(BridgeLampsTest, AStopEndsTheWaitAndNothingIsSent) {
  std::stop_source stop;
  Bridge stopped(transport, clock, Api::v1, "k", stop.get_token());
  BridgeLamps room(stopped, {{study, {"1"}, {}, {}, {}}});
  stop.request_stop();
  EXPECT_FALSE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(transport.commands.size(), 0U);
}

TEST_F(BridgeLampsTest, OneLampThatFailsDoesNotStopTheOthers) {
  BridgeLamps room = lamps({{}, {"1", "2"}, {}, {}, {}});
  transport.answers = {{200, R"([{"error":{"type":3,"description":"gone"}}])"}};
  transport.house = house_of(2, "");
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(transport.commands.size(), 2U);
}

TEST_F(BridgeLampsTest, ARoomWhoseLampsCannotBeReachedIsUnavailable) {
  BridgeLamps room = lamps({{}, {"1", "2"}, {}, {}, {}});
  transport.house = two_lamps(lamp(true, 9, false), lamp(true, 9, false));
  EXPECT_EQ(set_room(room, study, OnOff::on, {}).error().fault, Fault::unavailable);
  EXPECT_EQ(look_at_room(room, study).error().fault, Fault::unavailable);
  transport.house = two_lamps(lamp(true, 9, false), lamp(false, 9, true));
  EXPECT_TRUE(set_room(room, study, OnOff::on, {}));
  EXPECT_EQ(*look_at_room(room, study), OnOff::off) << "what cannot be reached gives no light";
}

TEST_F(BridgeLampsTest, ARoomIsOnWhenOneOfItsLampsIs) {
  BridgeLamps room = lamps({{}, {"room:G"}, {}, {}, {}});
  EXPECT_EQ(*look_at_room(room, study), OnOff::off);
  transport.house = two_lamps(lamp(false, 9), lamp(true, 9));
  EXPECT_EQ(*look_at_room(room, study), OnOff::on);
}

TEST_F(BridgeLampsTest, ALampThatComesBackWasUnreachable) {
  BridgeLamps room = lamps({{}, {"1", "2"}, {}, {}, {}});
  const LampId one("hue:1");
  transport.house = two_lamps(lamp(false, 254, false), lamp(false, 254));
  EXPECT_EQ(*look_at_room(room, study), OnOff::off) << "the other lamp is the room's";
  transport.house = two_lamps(lamp(true, 254), lamp(false, 254));
  EXPECT_TRUE(room.look()->at(one).was_unreachable);
  EXPECT_FALSE(room.look()->at(one).was_unreachable);
}

TEST_F(BridgeLampsTest, ErrorsHaveTheFaultOfTheirCause) {
  BridgeLamps room = lamps({{}, {"1"}, {}, {}, {}});
  EXPECT_EQ(set_room(room, RoomName("attic"), OnOff::on, {}).error().fault, Fault::not_found);
  transport.answers = {{200, R"([{"error":{"type":1,"description":"unauthorized user"}}])"}};
  EXPECT_EQ(set_room(room, study, OnOff::on, {}).error().fault, Fault::refused);
  transport.gone = true;
  EXPECT_EQ(set_room(room, study, OnOff::on, {}).error().fault, Fault::unavailable);
  EXPECT_EQ(lamps({{}, {"9"}, {}, {}, {}}).look().error().fault, Fault::unavailable);
  transport.gone = false;
  BridgeLamps other = lamps({{}, {"9"}, {}, {}, {}});
  const Result<HouseLook> seen = other.look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->at(LampId("hue:9")).is.error().fault, Fault::not_found);
}

}  // namespace
}  // namespace lamplighter::hue
