// SPDX-License-Identifier: Apache-2.0
#include "playing/presence.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace lamplighter {
namespace {

const Instant noon = *parse_instant("2026-12-01T12:00:00Z");
const std::vector<Vacation> two_vacations{{noon + 24h, noon + 72h}, {noon + 240h, noon + 264h}};

struct Case {
  const char* what;
  OccupancyOverride order;
  Instant now;
  bool away;
  std::optional<Instant> next;
};

TEST(Away, AnOrderOfAwayThatCameLateIsOvertakenAndOneOfHomeNeverIs) {
  EXPECT_TRUE(is_overtaken({true, noon}, {false, noon + 1us}));
  EXPECT_TRUE(is_overtaken({true, noon}, {true, noon + 60s}));
  EXPECT_FALSE(is_overtaken({true, noon}, {false, noon}));
  EXPECT_FALSE(is_overtaken({true, noon}, {false, noon - 1us}));
  EXPECT_FALSE(is_overtaken({true, noon}, {false, noon + 61s})) << "the clock was wrong";
  EXPECT_FALSE(is_overtaken({false, noon}, {true, noon + 1s})) << "in doubt, home";
}

TEST(Away, FollowsTheLastOrderAndTheCalendar) {
  const Case table[] = {
      {"nobody ever said anything", {}, noon, false, noon + 24h},
      {"said, and no end of it", {true, noon}, noon + 1h, true, std::nullopt},
      {"said for a while", {true, noon, noon + 2h}, noon + 1h, true, noon + 2h},
      {"and it is over", {true, noon, noon + 2h}, noon + 2h, false, noon + 24h},
      {"a vacation begins", {}, noon + 24h, true, noon + 72h},
      {"and ends", {}, noon + 72h, false, noon + 240h},
      {"after an absence that is over", {true, noon, noon + 2h}, noon + 25h, true, noon + 72h},
      {"home in the middle of it", {false, noon + 30h}, noon + 31h, false, noon + 240h},
      {"the next one counts", {false, noon + 30h}, noon + 241h, true, noon + 264h},
      {"home, said before it", {false, noon}, noon + 25h, true, noon + 72h},
      {"home, said under a wrong clock", {false, noon + 9999h}, noon + 31h, false, std::nullopt},
      {"and the next one counts", {false, noon + 9999h}, noon + 300h, false, std::nullopt},
      {"away outlasts it", {true, noon + 30h}, noon + 80h, true, std::nullopt},
  };
  for (const Case& c : table) {
    EXPECT_EQ(is_away(c.order, two_vacations, c.now), c.away) << c.what;
    EXPECT_EQ(next_change(c.order, two_vacations, c.now), c.next) << c.what;
  }
}

TEST(Away, AnOrderOfHomeEndsTheVacationThatIsUnderWayAndNoOther) {
  const auto ended = [](const OccupancyOverride& before, Instant now) {
    return vacation_under_way(before, two_vacations, now);
  };
  EXPECT_EQ(ended({}, noon + 24h), two_vacations[0]);
  EXPECT_EQ(ended({}, noon + 24h - 1us), std::nullopt) << "it has not begun";
  EXPECT_EQ(ended({}, noon + 72h), std::nullopt) << "it is over";
  EXPECT_EQ(ended({false, noon}, noon + 25h), two_vacations[0]) << "said before it";
  EXPECT_EQ(ended({false, noon + 25h}, noon + 26h), std::nullopt) << "ended already";
  EXPECT_EQ(ended({true, noon + 25h}, noon + 26h), two_vacations[0]) << "away as well";
}

TEST(Away, TheNextChangeIsTheFirstInstantOfAnotherAnswer) {
  const std::vector<Vacation> touching{
      {noon + 24h, noon + 48h}, {noon + 48h, noon + 72h}, {noon + 71h, noon + 80h}};
  Rng rng(3);
  for (int trial = 0; trial < 300; ++trial) {
    const auto hours = [&] { return std::chrono::hours(rng.below(100)); };
    OccupancyOverride order{.away = rng.below(2) == 0, .given_at = noon + hours()};
    if (order.away && rng.below(2) == 0) order.until = noon + hours();
    const Instant now = noon + hours();
    std::optional<Instant> first;
    for (Instant at = now; at <= noon + 101h && !first; at += 1h) {
      if (is_away(order, touching, at) != is_away(order, touching, now)) first = at;
    }
    EXPECT_EQ(next_change(order, touching, now), first) << trial;
  }
}

}  // namespace

namespace {

using namespace std::chrono_literals;

constexpr bool on = true;
constexpr bool off = false;

/// A service, its broker and local orders, on one timeline. The broker delivers messages in order;
/// while the connection is down it queues them.
class House {
 public:
  void connect() {
    orders.connected(now);
    is_connected = true;
    send_marker();
    deliver();
  }

  /// The connection is lost, and the service notices.
  void lose() {
    orders.lost();
    is_connected = false;
    is_stalled = false;
    std::erase_if(queue, [](const Packet& one) { return one.is_marker; });
  }

  /// The connection is dead, but the service does not notice.
  void stall() { is_stalled = true; }
  void go_on() {
    is_stalled = false;
    deliver();
  }

  /// The process restarts; stored data stays.
  void restart() {
    lose();
    orders = BrokerOrders(Rng(2));
  }

  void say_here(bool away) {
    kept = OccupancyOverride{.away = away, .given_at = clock};
    if (is_connected) send_marker();
    deliver();
  }

  void publish(bool away, std::optional<std::chrono::seconds> expires_in = std::nullopt) {
    queue.push_back({.is_marker = false, .text = "", .away = away, .expires_in = expires_in});
    deliver();
  }

  void pass(std::chrono::seconds time) {
    now += time;
    clock += time;
    std::erase_if(queue, [&](Packet& one) {
      if (one.expires_in) *one.expires_in -= time;
      return one.expires_in && *one.expires_in <= 0s;
    });
  }

  BrokerOrders orders{Rng(1)};
  BrokerOrders::Uptime now = 1000s;
  Instant clock = noon;
  OccupancyOverride kept{.away = false, .given_at = {}, .until = {}, .synced = true};
  bool is_connected = false;
  bool is_stalled = false;

 private:
  struct Packet {
    bool is_marker;
    std::string text;
    bool away;
    std::optional<std::chrono::seconds> expires_in;
  };

  void send_marker() {
    queue.push_back({.is_marker = true,
                     .text = orders.marker(kept, now),
                     .away = false,
                     .expires_in = std::nullopt});
  }

  void deliver() {
    while (is_connected && !is_stalled && !queue.empty()) {
      const Packet one = queue.front();
      queue.erase(queue.begin());
      if (one.is_marker) {
        const auto older = orders.returned(one.text);
        if (older && is_same_order(*older, kept)) kept.synced = true;
      } else if (const auto order = orders.decide(one.away, one.expires_in, kept, clock, now)) {
        kept = *order;
      }
    }
  }

  std::vector<Packet> queue;
};

struct Story {
  const char* what;
  std::function<void(House&)> story;
  bool away;
};

void expect(const std::vector<Story>& table) {
  for (const Story& c : table) {
    House house;
    c.story(house);
    EXPECT_EQ(house.kept.away, c.away) << c.what;
  }
}

TEST(BrokerOrders, ALiveOrderIsObeyed) {
  expect({
      {"ON", [](House& h) { h.connect(), h.publish(on); }, true},
      {"and OFF", [](House& h) { h.connect(), h.publish(on), h.publish(off); }, false},
      {"after one on this machine", [](House& h) { h.connect(), h.say_here(off), h.publish(on); },
       true},
      {"OFF after one on this machine",
       [](House& h) { h.connect(), h.say_here(on), h.publish(off); }, false},
      {"ON a minute after the last marker",
       [](House& h) { h.connect(), h.pass(80s), h.publish(on); }, true},
  });
}

TEST(BrokerOrders, ALateOnIsNeverObeyed) {
  expect({
      {"it waited for the service", [](House& h) { h.publish(on), h.connect(); }, false},
      {"and somebody said off", [](House& h) { h.publish(on), h.say_here(off), h.connect(); },
       false},
      {"somebody said off before it", [](House& h) { h.say_here(off), h.publish(on), h.connect(); },
       false},
      {"it waited while the line was down",
       [](House& h) { h.connect(), h.lose(), h.publish(on), h.connect(); }, false},
      {"it came before an off, through a stalled line",
       [](House& h) { h.connect(), h.stall(), h.publish(on), h.say_here(off), h.go_on(); }, false},
      {"and after it",
       [](House& h) { h.connect(), h.stall(), h.say_here(off), h.publish(on), h.go_on(); }, true},
      {"and then the line was given up",
       [](House& h) {
         h.connect(), h.stall(), h.publish(on), h.say_here(off), h.lose(), h.connect();
       },
       false},
      {"it was under way for two minutes",
       [](House& h) { h.connect(), h.stall(), h.publish(on), h.pass(120s), h.go_on(); }, false},
      {"the service was killed and started again",
       [](House& h) { h.connect(), h.restart(), h.publish(on), h.say_here(off), h.connect(); },
       false},
  });
}

TEST(BrokerOrders, AnOnThatExpiresLaterIsObeyedLate) {
  expect({
      {"it waited", [](House& h) { h.publish(on, 600s), h.pass(60s), h.connect(); }, true},
      {"too long", [](House& h) { h.publish(on, 600s), h.pass(600s), h.connect(); }, false},
      {"somebody said off meanwhile",
       [](House& h) { h.publish(on, 600s), h.say_here(off), h.connect(); }, false},
      {"somebody said off long before",
       [](House& h) { h.connect(), h.say_here(off), h.lose(), h.publish(on, 600s), h.connect(); },
       true},
      {"the same, over a restart",
       [](House& h) {
         h.connect(), h.say_here(off), h.restart(), h.publish(on, 600s), h.connect();
       },
       true},
      {"somebody said off while the service was down",
       [](House& h) {
         h.connect(), h.restart(), h.say_here(off), h.publish(on, 600s), h.connect();
       },
       false},
  });
}

TEST(BrokerOrders, ALateOffIsObeyedUnlessAwayWasSetHereSinceTheConnectionWasLost) {
  const auto away = [](House& h) { h.connect(), h.say_here(on); };
  expect({
      {"away was said before", [&](House& h) { away(h), h.lose(), h.publish(off), h.connect(); },
       false},
      {"over a restart", [&](House& h) { away(h), h.restart(), h.publish(off), h.connect(); },
       false},
      {"away came from the broker",
       [](House& h) { h.connect(), h.publish(on), h.lose(), h.publish(off), h.connect(); }, false},
      {"away was said since",
       [](House& h) { h.connect(), h.lose(), h.publish(off), h.say_here(on), h.connect(); }, true},
      {"the same, over a restart",
       [](House& h) { h.connect(), h.restart(), h.publish(off), h.say_here(on), h.connect(); },
       true},
      {"it was said while the line was stalled: in doubt, home",
       [](House& h) {
         h.connect(), h.stall(), h.say_here(on), h.publish(off), h.lose(), h.connect();
       },
       false},
      {"a live OFF follows",
       [](House& h) {
         h.connect(), h.lose(), h.publish(off), h.say_here(on), h.connect(), h.publish(off);
       },
       false},
      {"with an expiry", [&](House& h) { away(h), h.lose(), h.publish(off, 60s), h.connect(); },
       false},
  });
}

TEST(BrokerOrders, TheClockMayBeSetAtAnyTime) {
  for (const auto step : {-24h, 24h}) {
    House house;
    house.connect();
    house.lose();
    house.publish(on);
    house.clock += step;
    house.say_here(off);
    house.clock -= step / 2;
    house.connect();
    EXPECT_FALSE(house.kept.away);
    house.publish(on);
    EXPECT_TRUE(house.kept.away) << "a live one counts";
    house.clock += step;
    house.say_here(off);
    EXPECT_FALSE(house.kept.away);
  }
}

// Which of them was given last is unknown: the one stored last counts.
TEST(BrokerOrders, OfTwoOrdersAtOneTimeTheOneKeptLastIsSynced) {
  House house;
  house.connect();
  house.stall();
  house.say_here(on);
  house.say_here(off);
  house.go_on();
  EXPECT_FALSE(house.kept.away);
  EXPECT_TRUE(house.kept.synced);
}

TEST(BrokerOrders, OnlyTheMarkerThatWasSentLastCounts) {
  BrokerOrders orders{Rng(1)};
  orders.connected(0s);
  const OccupancyOverride home{.away = false, .given_at = noon};
  const std::string first = orders.marker({}, 0s);
  const std::string second = orders.marker(home, 1s);
  EXPECT_NE(first, second);
  EXPECT_EQ(first.size(), 32u);
  EXPECT_FALSE(orders.returned(first));
  EXPECT_FALSE(orders.returned(""));
  EXPECT_TRUE(orders.awaits(home));
  EXPECT_EQ(orders.returned(second), home);
  EXPECT_FALSE(orders.returned(second));
  EXPECT_FALSE(orders.awaits(home));
}

TEST(BrokerOrders, AMarkerThatDoesNotComeBackIsOverdue) {
  BrokerOrders orders{Rng(1)};
  orders.connected(0s);
  const std::string marker = orders.marker({}, 0s);
  EXPECT_FALSE(orders.is_overdue(29s));
  EXPECT_TRUE(orders.is_overdue(30s));
  orders.returned(marker);
  EXPECT_FALSE(orders.is_overdue(30s));
}

}  // namespace

}  // namespace lamplighter
