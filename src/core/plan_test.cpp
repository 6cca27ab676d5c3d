// SPDX-License-Identifier: Apache-2.0
#include "core/plan.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

TEST(Plan, StateIsThatOfTheLastSwitchAtOrBefore) {
  const RoomName hall("hall");
  const RoomName kitchen("kitchen");
  const Instant midnight = *parse_instant("2016-07-31T07:00:00Z");
  const Plan plan{
      .date = *parse_date("2016-07-31"),
      .from = midnight,
      .until = midnight + 24h,
      .rooms = {hall, kitchen},
      .on_at_start = {kitchen},
      .switches = {{midnight + 1h, kitchen, OnOff::off}, {midnight + 2h, hall, OnOff::on}}};
  EXPECT_EQ(state_at(plan, kitchen, midnight), OnOff::on);
  EXPECT_EQ(state_at(plan, hall, midnight), OnOff::off);
  EXPECT_EQ(state_at(plan, kitchen, midnight + 1h), OnOff::off);
  EXPECT_EQ(state_at(plan, hall, midnight + 2h - 1s), OnOff::off);
  EXPECT_EQ(state_at(plan, hall, midnight + 23h), OnOff::on);
}

TEST(Plan, InOrderHasNothingThatContradictsIt) {
  const RoomName hall("hall");
  const RoomName kitchen("kitchen");
  const Instant midnight = *parse_instant("2016-07-31T07:00:00Z");
  const Plan plan = in_order({.date = *parse_date("2016-07-31"),
                              .from = midnight,
                              .until = midnight + 24h,
                              .rooms = {kitchen, hall},
                              .on_at_start = {kitchen},
                              .switches = {{midnight + 3h, hall, OnOff::on},
                                           {midnight + 1h, kitchen, OnOff::on},
                                           {midnight + 4h, hall, OnOff::on},
                                           {midnight + 5h, hall, OnOff::off},
                                           {midnight + 5h, hall, OnOff::on},
                                           {midnight + 6h, hall, OnOff::off},
                                           {midnight + 24h, hall, OnOff::on}}});
  EXPECT_EQ(plan.rooms, (std::vector{hall, kitchen}));
  EXPECT_EQ(plan.switches, (std::vector<Switch>{{midnight + 3h, hall, OnOff::on},
                                                {midnight + 6h, hall, OnOff::off}}));
}

}  // namespace
}  // namespace lamplighter
