// SPDX-License-Identifier: Apache-2.0
#include "mqtt/broker_lamps.h"
#include "mqtt/child_broker.h"
#include "testing/clocks.h"
#include "testing/lamp_device.h"
#include "testing/mqtt_listener.h"
#include "testing/room_commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace lamplighter::mqtt {
namespace {

using namespace std::chrono_literals;
using testing::LampDevice;
using testing::set_room;

const RoomName hall("hall");
const RoomName den("den");

MqttLamp lamp(LampSpeech speech, const std::string& name) { return *MqttLamp::make(speech, name); }

class BrokerLampsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = ChildBroker::start();
    if (!started && started.error().fault == Fault::not_found) GTEST_SKIP() << "no mosquitto";
    ASSERT_TRUE(started) << started.error().message;
    broker = *std::move(started);
  }

  std::unique_ptr<BrokerLamps> open(std::vector<BrokerRoom> rooms) {
    const Settings settings{.port = broker->port(), .client_id = "lamps", .backoff = {10ms, 50ms}};
    auto opened = BrokerLamps::open(settings, std::move(rooms), clock, Rng(1));
    EXPECT_TRUE(opened) << opened.error().message;
    return *std::move(opened);
  }

  /// The state of a room as soon as it is `wanted`, or its state after a minute. Only the broker's
  /// clock advances.
  static std::string until(BrokerLamps& lamps, const RoomName& room, const std::string& wanted) {
    const auto limit = std::chrono::steady_clock::now() + 60s;
    std::string seen;
    while (seen.find(wanted) == std::string::npos && std::chrono::steady_clock::now() < limit) {
      const Result<OnOff> one = testing::look_at_room(lamps, room);
      seen = one ? std::string(to_string(*one)) : one.error().message;
      std::this_thread::yield();
    }
    return seen.find(wanted) == std::string::npos ? seen : wanted;
  }

  /// Commands an unresponsive lamp "on", and returns its state when the time to respond is over. A
  /// report in transit when it became unresponsive counts as a response, so the command is repeated
  /// for at most a minute.
  std::string told_in_vain(BrokerLamps& lamps, const RoomName& room) {
    const auto limit = std::chrono::steady_clock::now() + 60s;
    std::string seen = "off";
    while (seen == "off" && std::chrono::steady_clock::now() < limit) {
      EXPECT_TRUE(set_room(lamps, room, OnOff::on, {}));
      EXPECT_TRUE(testing::look_at_room(lamps, room));
      clock.turn_to(clock.now() + BrokerLamps::answer_limit);
      const Result<OnOff> one = testing::look_at_room(lamps, room);
      seen = one ? std::string(to_string(*one)) : one.error().message;
    }
    return seen;
  }

  testing::LeapingClock clock{Instant(1'700'000'000s)};
  std::unique_ptr<ChildBroker> broker;
};

class EveryKindOfLamp : public BrokerLampsTest, public ::testing::WithParamInterface<LampSpeech> {};

TEST_P(EveryKindOfLamp, IsAsCommandedOnceItReportsSo) {
  LampDevice device(GetParam(), "hall/ceiling", broker->port());
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  EXPECT_EQ(until(*lamps, hall, "off"), "off");
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  EXPECT_EQ(until(*lamps, hall, "on"), "on");
  EXPECT_EQ(device.is(), OnOff::on);
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::off, {}));
  EXPECT_EQ(until(*lamps, hall, "off"), "off");
  EXPECT_EQ(device.orders().size(), 2U);
}

TEST_P(EveryKindOfLamp, ThatWasOnBeforeWeCameIsSeenAtTheFirstLook) {
  LampDevice device(GetParam(), "hall/ceiling", broker->port(), OnOff::on);
  {
    const auto earlier = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
    ASSERT_EQ(until(*earlier, hall, "on"), "on");  // so the device is online
  }
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  const Result<OnOff> is = testing::look_at_room(*lamps, hall);
  ASSERT_TRUE(is) << is.error().message;
  EXPECT_EQ(*is, OnOff::on);
}

TEST_P(EveryKindOfLamp, ThatIsSwitchedManuallyIsNoticedWithoutBeingAsked) {
  LampDevice device(GetParam(), "hall/ceiling", broker->port());
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  std::atomic<int> news = 0;
  lamps->watch([&] { ++news; });
  device.switch_manually(OnOff::on);
  EXPECT_EQ(until(*lamps, hall, "on"), "on");
  const auto limit = std::chrono::steady_clock::now() + 60s;  // it is reported after it is visible
  while (news == 0 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
  EXPECT_GE(news, 1);  // a response to an earlier query may have been in transit
}

TEST_P(EveryKindOfLamp, ThatReportsAnotherStateThanCommandedIsShownAsItReports) {
  LampDevice device(GetParam(), "hall/ceiling", broker->port());
  device.obeys = false;
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  while (device.orders().empty()) std::this_thread::yield();
  clock.turn_to(clock.now() + BrokerLamps::answer_limit);
  EXPECT_EQ(until(*lamps, hall, "off"), "off");
}

TEST_P(EveryKindOfLamp, ThatLosesItsPowerIsOfflineAndComesBackAsItThenIs) {
  auto device = std::make_unique<LampDevice>(GetParam(), "hall/ceiling", broker->port());
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  device.reset();
  EXPECT_EQ(until(*lamps, hall, "is offline"), "is offline");
  const Result<void> commanded = set_room(*lamps, hall, OnOff::on, {});
  ASSERT_FALSE(commanded);
  EXPECT_EQ(commanded.error().fault, Fault::unavailable);
  device = std::make_unique<LampDevice>(GetParam(), "hall/ceiling", broker->port(), OnOff::on);
  EXPECT_EQ(until(*lamps, hall, "on"), "on");
}

TEST_P(EveryKindOfLamp, ThatFallsMuteDoesNotAnswerTheNextCommand) {
  LampDevice device(GetParam(), "hall/ceiling", broker->port());
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  device.mute = true;
  const std::string seen = told_in_vain(*lamps, hall);
  EXPECT_NE(seen.find("did not answer a command"), std::string::npos) << seen;
  device.mute = false;
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  EXPECT_EQ(until(*lamps, hall, "on"), "on");
}

TEST_P(EveryKindOfLamp, ThatLostItsPowerUnnoticedIsAskedAndItsAnswerIsNoManualChange) {
  if (GetParam() == LampSpeech::esphome) GTEST_SKIP() << "it has no question";
  LampDevice device(GetParam(), "hall/ceiling", broker->port());
  const auto lamps = open({{hall, {lamp(GetParam(), "hall/ceiling")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  // Its report on a command follows its responses to all earlier queries, and nothing comes after
  // it: a second report after the time-out would mean that the lamp is not silent.
  device.terse = true;
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  ASSERT_EQ(until(*lamps, hall, "on"), "on");
  const LampId id = lamps->look()->begin()->first;
  device.come_up(OnOff::off);
  clock.turn_to(clock.now() + BrokerLamps::ask_every);
  bool was_unreachable = false;
  Result<LampSetting> is = LampSetting{OnOff::on};
  const auto limit = std::chrono::steady_clock::now() + 60s;
  while (is && is->state == OnOff::on && std::chrono::steady_clock::now() < limit) {
    const Result<HouseLook> seen = lamps->look();
    ASSERT_TRUE(seen);
    is = seen->at(id).is;
    was_unreachable = seen->at(id).was_unreachable;
  }
  ASSERT_TRUE(is) << is.error().message;
  EXPECT_EQ(is->state, OnOff::off);
  EXPECT_TRUE(was_unreachable);
}

std::string name_of(const ::testing::TestParamInfo<LampSpeech>& one) {
  const std::vector<std::string> names{"Zigbee2mqtt", "Tasmota", "Esphome"};
  return names[static_cast<std::size_t>(one.param)];
}

INSTANTIATE_TEST_SUITE_P(Speeches, EveryKindOfLamp,
                         ::testing::Values(LampSpeech::zigbee2mqtt, LampSpeech::tasmota,
                                           LampSpeech::esphome),
                         name_of);

TEST_F(BrokerLampsTest, ARoomIsOnWhileAnyOfItsLampsIsAndOneThatIsGoneDoesNotStopTheOthers) {
  LampDevice shelf(LampSpeech::zigbee2mqtt, "shelf", broker->port());
  auto plug = std::make_unique<LampDevice>(LampSpeech::tasmota, "plug", broker->port());
  const auto lamps = open(
      {{hall, {lamp(LampSpeech::zigbee2mqtt, "shelf"), lamp(LampSpeech::tasmota, "plug")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  plug->switch_manually(OnOff::on);
  ASSERT_EQ(until(*lamps, hall, "on"), "on");
  plug.reset();
  EXPECT_EQ(until(*lamps, hall, "off"), "off");  // the plug's light is off too
  const Result<HouseLook> seen = lamps->look();
  EXPECT_EQ(
      std::count_if(seen->begin(), seen->end(), [](const auto& one) { return !one.second.is; }), 1);
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  EXPECT_EQ(until(*lamps, hall, "on"), "on");
  EXPECT_EQ(shelf.is(), OnOff::on);
}

TEST_F(BrokerLampsTest, TheBrightnessBeforeAFadeToOffComesBackWithOn) {
  LampDevice device(LampSpeech::zigbee2mqtt, "a", broker->port(), OnOff::on);
  const auto lamps = open({{hall, {lamp(LampSpeech::zigbee2mqtt, "a")}, {{}, 2s}}});
  ASSERT_EQ(until(*lamps, hall, "on"), "on");
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::off, {}));
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  ASSERT_EQ(until(*lamps, hall, "on"), "on");
  EXPECT_EQ(device.orders(),
            (std::vector<std::string>{R"({"state":"OFF","transition":2})",
                                      R"({"state":"ON","brightness":127,"transition":2})"}));
}

TEST_F(BrokerLampsTest, ABrokerThatIsAwayIsSaidForAllRoomsAndReturnsByItself) {
  LampDevice device(LampSpeech::tasmota, "plug", broker->port());
  const auto lamps = open({{hall, {lamp(LampSpeech::tasmota, "plug")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  broker->kill();
  EXPECT_EQ(until(*lamps, hall, "broker "), "broker ");
  EXPECT_FALSE(set_room(*lamps, hall, OnOff::on, {}));
  ASSERT_TRUE(broker->restart());
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  ASSERT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  EXPECT_EQ(until(*lamps, hall, "on"), "on");
}

TEST_F(BrokerLampsTest, AStateThatTheBrokerKeptDoesNotMakeALampPresentThatIsOffline) {
  {
    LampDevice device(LampSpeech::esphome, "hall/ceiling", broker->port(), OnOff::on);
    const auto lamps = open({{hall, {lamp(LampSpeech::esphome, "hall/ceiling")}, {}}});
    ASSERT_EQ(until(*lamps, hall, "on"), "on");
  }
  const auto lamps = open({{hall, {lamp(LampSpeech::esphome, "hall/ceiling")}, {}}});
  EXPECT_EQ(until(*lamps, hall, "is offline"), "is offline");
}

TEST_F(BrokerLampsTest, WithoutZigbee2mqttNoneOfItsLampsAnswers) {
  LampDevice device(LampSpeech::zigbee2mqtt, "a", broker->port());
  const auto lamps = open({{hall, {lamp(LampSpeech::zigbee2mqtt, "a")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  const auto says = [&](const char* word) {
    testing::Listener bridge({.port = broker->port(), .client_id = "zigbee2mqtt"});
    ASSERT_TRUE(bridge.until_connected());
    ASSERT_TRUE(bridge.connection->publish("zigbee2mqtt/bridge/state", word));
    bridge.connection->close();
  };
  says(R"({"state":"offline"})");
  EXPECT_EQ(until(*lamps, hall, "has no Zigbee2MQTT running"), "has no Zigbee2MQTT running");
  EXPECT_FALSE(set_room(*lamps, hall, OnOff::on, {}));
  says("online");
  EXPECT_EQ(until(*lamps, hall, "off"), "off");  // it is queried
}

TEST_F(BrokerLampsTest, ALampThatIsNotThereIsSaidAndSwitchingItsRoomIsTriedAllTheSame) {
  const auto lamps = open({{hall, {lamp(LampSpeech::tasmota, "plug")}, {}}});
  EXPECT_EQ(until(*lamps, hall, "has not reported its state"), "has not reported its state");
  EXPECT_TRUE(set_room(*lamps, hall, OnOff::on, {}));
  const Result<void> other = set_room(*lamps, den, OnOff::on, {});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().fault, Fault::not_found);
}

// The owner of the callback may be destroyed right after that.
TEST_F(BrokerLampsTest, NoCallComesOnceTellReturns) {
  LampDevice device(LampSpeech::zigbee2mqtt, "shelf", broker->port());
  auto lamps = open({{hall, {lamp(LampSpeech::zigbee2mqtt, "shelf")}, {}}});
  ASSERT_EQ(until(*lamps, hall, "off"), "off");
  std::promise<void> entered;
  std::promise<void> commanded;
  auto is_notified = commanded.get_future();
  std::atomic<bool> is_over = false;
  std::atomic<bool> told_during_the_call = false;
  lamps->watch([&] {
    if (is_over.exchange(true)) return;
    entered.set_value();
    told_during_the_call = is_notified.wait_for(200ms) == std::future_status::ready;
  });
  device.switch_manually(OnOff::on);
  entered.get_future().wait();
  lamps->watch(nullptr);
  commanded.set_value();
  EXPECT_FALSE(told_during_the_call);
}

}  // namespace
}  // namespace lamplighter::mqtt
