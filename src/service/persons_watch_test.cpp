// SPDX-License-Identifier: Apache-2.0
#include "service/persons_watch.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

using Are = PersonsSeen::Are;

const Instant noon = *parse_instant("2026-11-30T12:00:00Z");

home_assistant::LiveState is(const std::string& person, const std::string& state, Instant since) {
  return {person, state, {}, since, since};
}

class PersonsTest : public ::testing::Test {
 protected:
  void see(const std::string& anna, const std::string& ben, Instant at) {
    persons.take(is("person.anna", anna, at), at);
    persons.take(is("person.ben", ben, at), at);
  }
  Persons persons{{"person.anna", "person.ben"}};
};

TEST_F(PersonsTest, AreGoneOnlyWhereAllAreKnownToBeElsewhere) {
  EXPECT_EQ(persons.seen().are, Are::unknown);
  const std::vector<std::tuple<const char*, const char*, Are>> cases{
      {"home", "home", Are::home},           {"home", "not_home", Are::home},
      {"unknown", "home", Are::home},        {"not_home", "Work", Are::gone},
      {"not_home", "unknown", Are::unknown}, {"unavailable", "not_home", Are::unknown},
      {"", "not_home", Are::unknown}};
  for (const auto& [anna, ben, expected] : cases) {
    see(anna, ben, noon);
    EXPECT_EQ(persons.seen().are, expected) << anna << ", " << ben;
  }
}

TEST_F(PersonsTest, AreGoneSinceTheLastOfThemLeft) {
  persons.take(is("person.anna", "not_home", noon), noon);
  persons.take(is("person.ben", "not_home", noon + 1h), noon + 1h);
  EXPECT_EQ(persons.seen(), (PersonsSeen{Are::gone, noon + 1h}));
}

TEST_F(PersonsTest, AreUnknownHalfAMinuteAfterHomeAssistantIsLost) {
  see("not_home", "not_home", noon);
  persons.lost(noon + 10s);
  EXPECT_EQ(persons.seen().are, Are::gone);
  persons.lost(noon + 41s);
  EXPECT_EQ(persons.seen().are, Are::unknown);
}

TEST_F(PersonsTest, AreGoneAsBeforeInAnotherZoneAndAfterARestart) {
  see("not_home", "not_home", noon);
  see("Work", "not_home", noon + 5h);
  EXPECT_EQ(persons.seen(), (PersonsSeen{Are::gone, noon}));
  see("unavailable", "unavailable", noon + 6h);
  EXPECT_EQ(persons.seen().are, Are::unknown);
  see("not_home", "not_home", noon + 6h + 3min);  // Home Assistant's times begin again
  EXPECT_EQ(persons.seen(), (PersonsSeen{Are::gone, noon}));
}

TEST_F(PersonsTest, AreGoneSinceLaterWhereOneMayHaveBeenHome) {
  see("not_home", "not_home", noon);
  see("unknown", "not_home", noon + 1h);
  see("not_home", "not_home", noon + 2h);
  EXPECT_EQ(persons.seen().since, noon + 2h) << "an hour of which nothing is known";
  see("home", "not_home", noon + 3h);
  see("not_home", "not_home", noon + 3h + 1min);
  EXPECT_EQ(persons.seen().since, noon + 3h + 1min);
}

TEST(OrderByPersons, IsAwayAnHourAfterTheLastLeft) {
  const PersonsSeen gone{Are::gone, noon};
  EXPECT_FALSE(order_by_persons({}, gone, noon + 59min));
  const auto order = order_by_persons({}, gone, noon + 1h);
  ASSERT_TRUE(order);
  EXPECT_TRUE(order->away && order->by_persons);
  EXPECT_FALSE(order_by_persons(*order, gone, noon + 2h)) << "it is away already";
}

TEST(OrderByPersons, IsHomeWhenOneIsBackOrInDoubt) {
  const OccupancyOverride away{.away = true, .given_at = noon, .by_persons = true};
  for (const Are are : {Are::home, Are::unknown}) {
    const auto order = order_by_persons(away, {are, noon}, noon + 3h);
    ASSERT_TRUE(order);
    EXPECT_FALSE(order->away);
  }
}

TEST(OrderByPersons, LeavesTheOrdersOfTheHousehold) {
  const OccupancyOverride away{.away = true, .given_at = noon};
  EXPECT_FALSE(order_by_persons(away, {Are::home, noon}, noon + 3h));
  const OccupancyOverride home{.away = false, .given_at = noon + 30min};
  EXPECT_FALSE(order_by_persons(home, {Are::gone, noon}, noon + 3h)) << "said after they left";
  EXPECT_TRUE(order_by_persons(home, {Are::gone, noon + 1h}, noon + 3h)) << "before";
}

}  // namespace
}  // namespace lamplighter::app
