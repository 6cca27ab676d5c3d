// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/bridge.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;

class Feed : public ::testing::Test {
 protected:
  Feed() {
    world.lamps = {EmulatedLamp("Desk", LampKind::dimmable),
                   EmulatedLamp("Strip", LampKind::colour)};
    world.groups = {{"Study", GroupKind::room, {0}, {}}};
    feed.emplace(world);
  }

  void set(std::size_t lamp, bool on, std::optional<int> bri = {}) {
    LampCommand command;
    command.on = on;
    command.bri = bri;
    world.lamps[lamp].command(command, now);
  }

  /// The one container of the newest message.
  [[nodiscard]] Json newest() const {
    const std::vector<std::string> texts = feed->after(feed->newest() - 1);
    EXPECT_EQ(texts.size(), 1U);
    const std::size_t data = texts[0].find("data: ");
    return Json::parse(texts[0].substr(data + 6))[0];
  }

  BridgeWorld world;
  std::optional<BridgeFeed> feed;
  Instant now{1'700'000'000s};
};

TEST_F(Feed, NothingIsReportedWhileNothingChanges) {
  feed->look(world, now);
  feed->look(world, now + 1h);
  EXPECT_EQ(feed->newest(), 0U);
  EXPECT_TRUE(feed->after(0).empty());
}

TEST_F(Feed, AChangeIsReportedWithItsGroups) {
  set(0, true);
  feed->look(world, now);
  const Json container = newest();
  EXPECT_EQ(container["type"], "update");
  EXPECT_EQ(container["creationtime"], "2023-11-14T22:13:20Z");
  ASSERT_EQ(container["data"].size(), 3U) << "the light, its room and the home";
  EXPECT_EQ(container["data"][0]["type"], "light");
  EXPECT_EQ(container["data"][0]["on"]["on"], true);
  EXPECT_FALSE(container["data"][0].contains("dimming")) << "only what changed";
  EXPECT_EQ(container["data"][1]["type"], "grouped_light");
  EXPECT_EQ(feed->after(0)[0].substr(0, 17), "id: 1700000000:1\n");
}

TEST_F(Feed, AtMostOneMessageASecondAndWhatIsInBetweenIsLost) {
  set(0, true);
  feed->look(world, now);
  set(1, true, 10);
  feed->look(world, now + 300ms);
  set(1, true, 20);
  feed->look(world, now + 999ms);
  EXPECT_EQ(feed->newest(), 1U);
  feed->look(world, now + 1s);
  EXPECT_EQ(feed->newest(), 2U);
  EXPECT_EQ(newest()["data"][0]["dimming"]["brightness"], 7.87) << "20 of 254, never 10";
  set(0, false);
  set(0, true);
  feed->look(world, now + 5s);
  EXPECT_EQ(feed->newest(), 2U) << "it came and went";
}

TEST_F(Feed, ALampOutOfReachIsReported) {
  world.lamps[1].set_radio(false);
  feed->look(world, now);
  const Json container = newest();
  ASSERT_EQ(container["data"].size(), 1U);
  EXPECT_EQ(container["data"][0]["type"], "zigbee_connectivity");
  EXPECT_EQ(container["data"][0]["status"], "connectivity_issue");
}

TEST_F(Feed, AddedRenamedAndDeletedResourcesAreReported) {
  world.geofence_clients = {{"c1", "app"}};
  world.lamps.emplace_back("Shelf", LampKind::plug);
  world.groups[0].lamps.push_back(2);
  feed->look(world, now);
  const std::string text = feed->after(0).at(0);
  Json containers = Json::parse(text.substr(text.find("data: ") + 6));
  ASSERT_EQ(containers.size(), 2U);
  EXPECT_EQ(containers[0]["type"], "add");
  ASSERT_EQ(containers[0]["data"].size(), 4U) << "device, light, connectivity, geofence client";
  EXPECT_EQ(containers[0]["data"][1]["metadata"]["name"], "Shelf");
  EXPECT_EQ(containers[1]["type"], "update");
  EXPECT_NE(containers[0]["id"], containers[1]["id"]);
  world.geofence_clients.clear();
  world.lamps[0].rename("Desk left");
  feed->look(world, now + 1s);
  const std::string later = feed->after(1).at(0);
  containers = Json::parse(later.substr(later.find("data: ") + 6));
  ASSERT_EQ(containers.size(), 2U);
  EXPECT_EQ(containers[0]["type"], "delete");
  EXPECT_EQ(containers[0]["data"], Json::array({{{"id", "c1"}, {"type", "geofence_client"}}}));
  EXPECT_EQ(containers[1]["data"][0]["metadata"]["name"], "Desk left");
}

TEST_F(Feed, MessagesAfterAnIdAreRepeatedAndAHundredAreKept) {
  for (int i = 0; i < 150; ++i) {
    set(0, i % 2 == 0);
    feed->look(world, now + i * 1s);
  }
  EXPECT_EQ(feed->newest(), 150U);
  EXPECT_EQ(feed->after(0).size(), 100U);
  EXPECT_EQ(feed->number_of("1700000148:149"), 149U);
  EXPECT_EQ(feed->after(149).size(), 1U);
  EXPECT_EQ(feed->number_of("unknown"), 150U);
}

}  // namespace
}  // namespace lamplighter::hue_emulator
