// SPDX-License-Identifier: Apache-2.0
#include "app/evening_view.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

class EveningViewTest : public testing::Test {
 protected:
  TimeZone zone = *TimeZone::find("America/Los_Angeles");
  RoomName hall{"hall"};
  Instant six = zone.start_of_day(*parse_date("2016-07-31")) + 18h;
  Plan plan{.date = *parse_date("2016-07-31"),
            .from = six - 18h,
            .until = six + 6h,
            .rooms = {hall, RoomName("bath")},
            .on_at_start = {},
            .switches = {{six + 1h, hall, OnOff::on}, {six + 3h, hall, OnOff::off}}};

  void SetUp() override { std::sort(plan.rooms.begin(), plan.rooms.end()); }

  std::string line_of(const EveningView& view, Instant now, const std::string& room) {
    const std::string text = view.frame(now);
    const std::size_t at = text.find("  " + room);
    return text.substr(at, text.find('\n', at) - at);
  }
};

TEST_F(EveningViewTest, ShowsWhatTheLampsDidAndThenWhatIsPlanned) {
  EveningView view(plan, zone, six, six + 6h, stdout, false);
  std::string ahead;
  for (int i = 0; i < 20; ++i) ahead += "░";
  EXPECT_EQ(line_of(view, six, "hall"),
            "  hall  │" + std::string(10, ' ') + ahead + std::string(30, ' ') + "   ");
  view.saw(hall, OnOff::on, six + 1h + 2s);
  std::string dots;
  std::string blocks;
  for (int i = 0; i < 10; ++i) dots += "·";
  for (int i = 0; i < 10; ++i) blocks += "█";
  EXPECT_EQ(line_of(view, six + 2h, "hall"),
            "  hall  " + dots + blocks + "│" + ahead.substr(0, 30) + std::string(30, ' ') + " on");
}

TEST_F(EveningViewTest, ALampThatDidNotObeyIsNotDrawnAsLit) {
  EveningView view(plan, zone, six, six + 6h, stdout, false);
  std::string dots;
  for (int i = 0; i < 60; ++i) dots += "·";
  EXPECT_EQ(line_of(view, six + 6h, "hall"), "  hall  " + dots + "   ");
}

TEST_F(EveningViewTest, RoomsThePlanDoesNotKnowAreLeftOut) {
  EveningView view(plan, zone, six, six + 6h, stdout, false);
  view.saw(RoomName("attic"), OnOff::on, six + 1h);
  EXPECT_EQ(view.frame(six + 2h).find("attic"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::app
