// SPDX-License-Identifier: Apache-2.0
#include "node/node.h"

#include "model/tsl2591_model.h"
#include "testing/fake_broker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace lamplighter::node {
namespace {

using node_testing::FakeBroker;

const Settings settings{.id = "front-room", .user = "u", .password = "p", .boot = 77};

struct House {
  explicit House(std::uint32_t start = 0) : now_ms(start) { model.shine(20); }

  void run(std::uint32_t milliseconds, std::uint32_t step = 10) {
    for (std::uint32_t passed = 0; passed < milliseconds; passed += step) {
      if (node->poll({now_ms, now_ms})) delivered.push_back(node->delivered().number);
      now_ms += step;
      model.pass(step);
    }
  }

  [[nodiscard]] std::vector<std::string> payloads() const {
    std::vector<std::string> found;
    for (const auto& message : broker.published) {
      if (message.topic == "lamplighter/node/front-room/lux") found.push_back(message.payload);
    }
    return found;
  }

  node_model::Tsl2591Model model;
  FakeBroker broker;
  std::unique_ptr<Node> node = std::make_unique<Node>(model, broker, settings);
  std::vector<std::uint32_t> delivered;
  std::uint32_t now_ms;
};

double number_after(const std::string& payload, const std::string& key) {
  const std::size_t at = payload.find("\"" + key + "\":");
  return at == std::string::npos ? NAN : std::stod(payload.substr(at + key.size() + 3));
}

TEST(Node, SaysOnlineRetainedAndThenOneReadingAMinute) {
  House house;
  house.run(5 * 60'000);
  ASSERT_EQ(house.broker.published.size(), 6U);
  EXPECT_EQ(house.broker.published[0].topic, "lamplighter/node/front-room/status");
  EXPECT_EQ(house.broker.published[0].payload, "online");
  EXPECT_TRUE(house.broker.published[0].is_retained);
  const auto payloads = house.payloads();
  ASSERT_EQ(payloads.size(), 5U);
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    EXPECT_NEAR(number_after(payloads[i], "lux"), 20, 0.1);
    EXPECT_EQ(number_after(payloads[i], "n"), static_cast<double>(i + 1));
    EXPECT_EQ(number_after(payloads[i], "boot"), 77);
    EXPECT_LE(number_after(payloads[i], "age"), 0.05);
    EXPECT_TRUE(std::isnan(number_after(payloads[i], "at"))) << "nobody told the time";
  }
  EXPECT_EQ(house.delivered, (std::vector<std::uint32_t>{1, 2, 3, 4, 5}));
  for (const auto& message : house.broker.published) {
    EXPECT_EQ(message.quality, 1U);
    EXPECT_EQ(message.is_retained, message.payload == "online");
  }
}

TEST(Node, TheConnectPacketCarriesUserAndWill) {
  House house;
  house.run(100);
  ASSERT_EQ(house.broker.connects.size(), 1U);
  const std::string packet(house.broker.connects[0].begin(), house.broker.connects[0].end());
  EXPECT_NE(packet.find("lamplighter-node-front-room"), std::string::npos);
  EXPECT_NE(packet.find("lamplighter/node/front-room/status"), std::string::npos);
  EXPECT_NE(packet.find("offline"), std::string::npos);
  EXPECT_EQ(static_cast<std::uint8_t>(packet[9]), 0xEE);
}

TEST(Node, EightHoursWithoutABrokerAreDeliveredInOrderWithTheirAge) {
  House house;
  house.broker.is_reachable = false;
  house.run(8 * 3'600'000);
  EXPECT_EQ(house.node->outbox().size(), 480U);
  EXPECT_TRUE(house.payloads().empty());
  house.broker.is_reachable = true;
  const std::uint32_t back = house.now_ms;
  house.run(70'000);
  ASSERT_GE(house.delivered.size(), 480U);
  for (std::size_t i = 0; i < house.delivered.size(); ++i) ASSERT_EQ(house.delivered[i], i + 1);
  const auto payloads = house.payloads();
  for (std::size_t i = 0; i < 480; ++i) {
    const double taken = static_cast<double>(i) * 60.0 + 0.1;  // taken 0.1 s after it is due
    const double oldest = (house.now_ms / 1000.0) - taken;
    const double youngest = (back / 1000.0) - taken;
    ASSERT_GE(number_after(payloads[i], "age"), youngest - 0.5) << i;
    ASSERT_LE(number_after(payloads[i], "age"), oldest) << i;
  }
  EXPECT_EQ(house.node->outbox().dropped(), 0U);
}

TEST(Node, AFullOutboxLosesTheOldestAndTheHoleShows) {
  House house;
  house.broker.is_reachable = false;
  house.run(static_cast<std::uint32_t>(Outbox::capacity + 10) * 60'000);
  EXPECT_EQ(house.node->outbox().dropped(), 10U);
  house.broker.is_reachable = true;
  house.run(70'000);
  ASSERT_FALSE(house.payloads().empty());
  EXPECT_LE(house.node->outbox().dropped(), 11U);  // one more while it waited for the retry
  EXPECT_EQ(number_after(house.payloads()[0], "n"), house.node->outbox().dropped() + 1);
}

TEST(Node, AReadingThatMadeRoomWhileItWasOutIsNotTakenForAnother) {
  House house;
  house.run(5'000);
  house.broker.acknowledgements_to_lose = 1'000'000;
  house.run(static_cast<std::uint32_t>(Outbox::capacity + 2) * 60'000);
  house.broker.acknowledgements_to_lose = 0;
  house.run(180'000);
  for (std::size_t i = 1; i < house.delivered.size(); ++i) {
    ASSERT_GT(house.delivered[i], house.delivered[i - 1]);
  }
  EXPECT_EQ(house.delivered.front(), 1U);
  EXPECT_GT(house.delivered[1], 2U);
  EXPECT_TRUE(house.node->outbox().is_empty());
  EXPECT_EQ(house.delivered.size() + house.node->outbox().dropped(), house.delivered.back());
}

TEST(Node, ALostAcknowledgementRepeatsTheReadingWithTheSameNumberAndItsNewAge) {
  House house;
  house.run(60'000);
  house.broker.acknowledgements_to_lose = 1;
  house.run(60'000);
  const auto& published = house.broker.published;
  ASSERT_EQ(published.size(), 4U);  // online, 1, 2, 2 again
  EXPECT_FALSE(published[2].is_repeat);
  EXPECT_TRUE(published[3].is_repeat);
  EXPECT_EQ(published[2].packet_id, published[3].packet_id);
  EXPECT_EQ(number_after(published[3].payload, "n"), 2);
  EXPECT_NEAR(number_after(published[3].payload, "age"),
              number_after(published[2].payload, "age") + 10, 0.1);
  EXPECT_EQ(house.delivered, (std::vector<std::uint32_t>{1, 2}));
}

TEST(Node, ACutConnectionIsMendedAndNothingIsLostOrMovedAcross) {
  House house;
  for (int i = 0; i < 200; ++i) {
    house.run(7'310);
    house.broker.cut();
  }
  house.run(120'000);
  ASSERT_GE(house.delivered.size(), 24U);
  for (std::size_t i = 0; i < house.delivered.size(); ++i) ASSERT_EQ(house.delivered[i], i + 1);
  EXPECT_GE(house.broker.connects.size(), 150U);
  EXPECT_TRUE(house.node->is_idle());
}

TEST(Node, AConnectionCutBeforeTheAcknowledgementPublishesAgainNotAsARepeat) {
  House house;
  house.run(5'000);
  house.broker.acknowledgements_to_lose = 1;
  house.run(56'000);
  house.broker.cut();
  house.run(3'000);
  const auto& published = house.broker.published;
  ASSERT_EQ(published.size(), 5U);  // online, 1, 2, online, 2
  EXPECT_EQ(published[3].payload, "online");
  EXPECT_EQ(number_after(published[4].payload, "n"), 2);
  EXPECT_FALSE(published[4].is_repeat);
}

TEST(Node, WritesOfOneByteAtATimeChangeNothing) {
  House house;
  house.broker.write_limit = 1;
  house.broker.read_limit = 1;
  house.run(5 * 60'000, 1);
  EXPECT_EQ(house.delivered, (std::vector<std::uint32_t>{1, 2, 3, 4, 5}));
}

TEST(Node, FailedMeasurementsAreSaidAsFailed) {
  House house;
  house.model.fail_transfers(0, 1'000'000);
  house.run(60'000);
  house.model.fail_transfers(0, 0);
  house.model.claim_id(0x44);
  house.run(60'000);
  house.model.claim_id(0x50);
  house.model.shine(300'000);
  house.run(60'000);
  house.model.shine(2);
  house.model.stall(true);
  house.run(60'000);
  house.model.stall(false);
  house.run(60'000);
  const auto payloads = house.payloads();
  ASSERT_EQ(payloads.size(), 5U);
  const char* reasons[] = {"no-answer", "wrong-id", "saturated", "no-result"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NE(payloads[i].find(std::string("{\"failed\":\"") + reasons[i] + "\""),
              std::string::npos)
        << payloads[i];
    EXPECT_EQ(payloads[i].find("lux"), std::string::npos);
  }
  EXPECT_NEAR(number_after(payloads[4], "lux"), 2, 0.01);
}

TEST(Node, ReadingsFromBeforeTheClockWasSetGetTheirTimeToo) {
  House house;
  house.broker.is_reachable = false;
  house.run(10 * 60'000);
  house.node->set_wall_clock(1'467'481'502'820, house.now_ms);
  const std::uint32_t set_at = house.now_ms;
  house.broker.is_reachable = true;
  house.run(65'000);
  const auto payloads = house.payloads();
  ASSERT_GE(payloads.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    const double taken = 1'467'481'502.82 - set_at / 1000.0 + static_cast<double>(i) * 60;
    EXPECT_NEAR(number_after(payloads[i], "at"), taken, 1.4) << payloads[i];
  }
}

TEST(Node, DaysThroughTheCountersWrapLoseNothing) {
  House house(0U - 86'400'000);  // a day before 2^32
  house.node->set_wall_clock(1'467'481'500'000, house.now_ms);
  house.run(3 * 86'400'000, 50);
  ASSERT_EQ(house.delivered.size(), 3U * 1440U);
  const auto payloads = house.payloads();
  double before = 0;
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    ASSERT_LE(number_after(payloads[i], "age"), 2.0) << i;
    const double at = number_after(payloads[i], "at");
    ASSERT_TRUE(i == 0 || std::abs(at - before - 60) < 1.4) << i;
    before = at;
  }
}

TEST(Node, LeavesWithOfflineAndDisconnect) {
  House house;
  house.run(5'000);
  for (int i = 0; i < 100 && !house.node->leave({house.now_ms, house.now_ms}); ++i) ++house.now_ms;
  EXPECT_EQ(house.broker.published.back().payload, "offline");
  EXPECT_TRUE(house.broker.published.back().is_retained);
  EXPECT_EQ(house.broker.goodbyes, 1);
}

TEST(Node, LeavingADeadBrokerTakesNoLongerThanPatienceAllows) {
  House house;
  house.broker.is_reachable = false;
  house.run(5'000);
  EXPECT_TRUE(house.node->leave({house.now_ms, house.now_ms}));
}

TEST(Node, IsSmallEnoughForTheBoard) { EXPECT_LE(sizeof(Node), 12'000U); }

}  // namespace
}  // namespace lamplighter::node
