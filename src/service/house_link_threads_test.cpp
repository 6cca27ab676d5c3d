// SPDX-License-Identifier: Apache-2.0
// Orders at a real broker; tests/e2e/lamps/late_orders.sh covers more cases with the whole service.
#include "mqtt/child_broker.h"
#include "service/house_link.h"
#include "state/away_file.h"
#include "testing/mqtt_listener.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>

namespace lamplighter::app {
namespace {

using namespace std::chrono_literals;

class HouseLinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = mqtt::ChildBroker::start();
    if (!started && started.error().fault == Fault::not_found) GTEST_SKIP() << "no mosquitto";
    ASSERT_TRUE(started) << started.error().message;
    broker = *std::move(started);
    config.store.directory = store;
    config.broker.port = broker->port();
  }

  /// Waits until the house is connected and the order in force is synced.
  void start() {
    reload();
    auto opened = HouseLink::open(config, presence, clock, Rng(++seed));
    ASSERT_TRUE(opened) << opened.error().message;
    link = *std::move(opened);
    link->show({.away = presence.order().away});
    testing::Listener observer({.port = broker->port()});
    observer.connection->subscribe("lamplighter/player/status");
    ASSERT_TRUE(observer.until(
        [&] { return !observer.heard.empty() && observer.heard.back().payload == "online"; }));
    ASSERT_TRUE(until([&] { return presence.order().synced; }));
  }
  void stop() { link.reset(); }

  /// The equivalent of `lamplighter away`, with or without the service running.
  void order_here(bool away) {
    ASSERT_TRUE(keep_away(store, {.away = away, .given_at = clock.now()}));
    reload();
  }
  void reload() { presence.apply(*read_away(store)); }

  /// The broker has received it on return.
  void publish(const std::string& payload) {
    testing::Listener publisher({.port = broker->port()});
    publisher.connection->subscribe("echo");
    ASSERT_TRUE(publisher.until_connected());
    ASSERT_TRUE(publisher.connection->publish("lamplighter/away/set", payload));
    ASSERT_TRUE(publisher.connection->publish("echo", ""));
    ASSERT_TRUE(publisher.until([&] { return !publisher.heard.empty(); }));
  }

  static bool until(const std::function<bool()>& done) {
    const auto limit = std::chrono::steady_clock::now() + 60s;
    while (!done() && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    return done();
  }
  bool becomes(bool away) {
    return until([&] { return presence.order().away == away && presence.order().synced; });
  }

  testing::ScratchFolder folder;
  const std::string store = folder.path("store");
  testing::ManualClock clock{*parse_instant("2026-12-01T12:00:00Z")};
  Config config;
  Bell bell;
  Presence presence{
      {}, {}, [this](const Presence::Change& change) { return change_away(store, change); }, bell};
  std::unique_ptr<mqtt::ChildBroker> broker;
  std::uint64_t seed = 0;  ///< another one for each start, so that markers differ
  std::unique_ptr<HouseLink> link;
};

TEST_F(HouseLinkTest, LiveOrdersAreObeyedAndKept) {
  start();
  publish("ON");
  EXPECT_TRUE(becomes(true));
  EXPECT_TRUE(read_away(store)->away);
  publish("off");
  EXPECT_TRUE(becomes(false));
  order_here(false);
  EXPECT_TRUE(until([&] { return presence.order().synced; }));
  publish("ON");
  EXPECT_TRUE(becomes(true));
}

TEST_F(HouseLinkTest, AnOnThatWaitedIsNotObeyed) {
  start();
  stop();
  publish("ON");
  start();
  EXPECT_FALSE(presence.order().away);
  stop();
  publish("ON");
  order_here(false);
  start();
  EXPECT_FALSE(presence.order().away);
  publish("ON");
  EXPECT_TRUE(becomes(true));
}

TEST_F(HouseLinkTest, AnOffThatWaitedIsObeyedUnlessAwayWasOrderedHereMeanwhile) {
  start();
  publish("ON");
  ASSERT_TRUE(becomes(true));
  stop();
  publish("OFF");
  start();
  EXPECT_TRUE(becomes(false));
  stop();
  publish("OFF");
  order_here(true);
  start();
  EXPECT_TRUE(presence.order().away);
}

TEST_F(HouseLinkTest, OrdersCountThoughTheClockIsSetBack) {
  start();
  order_here(true);
  ASSERT_TRUE(until([&] { return presence.order().synced; }));
  stop();
  clock.turn_to(clock.now() - 48h);
  publish("ON");
  order_here(false);
  start();
  EXPECT_FALSE(presence.order().away);
  publish("ON");
  EXPECT_TRUE(becomes(true));
}

TEST_F(HouseLinkTest, ProblemsArePublishedAndNotRetained) {
  start();
  testing::Listener observer({.port = broker->port()});
  observer.connection->subscribe("lamplighter/player/problem");
  ASSERT_TRUE(observer.until_connected());
  link->show_problems({"the bridge does not answer"});
  const std::string wanted = problem_text({"the bridge does not answer"});
  ASSERT_TRUE(observer.until(
      [&] { return !observer.heard.empty() && observer.heard.back().payload == wanted; }));
  EXPECT_FALSE(observer.heard.back().retained);
  link->show_problems({});
  ASSERT_TRUE(observer.until([&] { return observer.heard.back().payload == problem_text({}); }));
}

TEST_F(HouseLinkTest, SwitchesArePublishedWhereTheConfigAsksForIt) {
  RoomConfig hall;
  hall.name = RoomName("hall");
  hall.lamps = {"Floor lamp", "Shelf"};
  config.rooms = {hall};
  const PlayStep step{clock.now(), RoomName("hall"), OnOff::on, PlayStep::Outcome::switched, ""};
  testing::Listener observer({.port = broker->port()});
  observer.connection->subscribe("lamplighter/player/switch");
  ASSERT_TRUE(observer.until_connected());
  start();
  link->note(step);  // it would reveal that the house is away
  stop();
  config.broker.publish_switches = true;
  start();
  link->note(step);
  ASSERT_TRUE(observer.until([&] { return observer.heard.size() == 2; }));
  EXPECT_EQ(observer.heard[0].payload, switch_text(step, "Floor lamp"));
  EXPECT_EQ(observer.heard[1].payload, switch_text(step, "Shelf"));
  EXPECT_FALSE(observer.heard[1].retained);
  PlayStep failed = step;
  failed.outcome = PlayStep::Outcome::failed;
  link->note(failed);
  link->note(step);
  ASSERT_TRUE(observer.until([&] { return observer.heard.size() == 4; }));
  EXPECT_EQ(observer.heard[2].payload, switch_text(step, "Floor lamp"));
}

}  // namespace
}  // namespace lamplighter::app
