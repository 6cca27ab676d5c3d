// SPDX-License-Identifier: Apache-2.0
#include "hue/event_stream.h"

#include <gtest/gtest.h>

namespace lamplighter::hue {
namespace {

TEST(Reports, SayWhatChangedOfLampsGroupsAndDevices) {
  const auto reports = read_reports(R"([
    {"type":"update","data":[
      {"type":"light","id":"l1","on":{"on":true},"dimming":{"brightness":40}},
      {"type":"grouped_light","id":"g1","on":{"on":false}},
      {"type":"zigbee_connectivity","id":"z1","owner":{"rid":"d1"},"status":"connectivity_issue"},
      {"type":"light","id":"l2","color":{}},
      {"type":"light","id":"a/b","on":{"on":true}},
      {"type":"temperature","id":"t1"}, 7]},
    {"type":"add","data":[{"type":"light","id":"l9","on":{"on":true}}]},
    {"type":"update","data":[{"type":"light","id":"l3","on":{"on":false}}]},
    {"type":"update","data":7}, "x"])");
  ASSERT_EQ(reports.size(), 5U);
  EXPECT_EQ(reports[0], (LampReport{LampReport::Kind::lamp, "l1", OnOff::on, 40.0, {}}));
  EXPECT_EQ(reports[1], (LampReport{LampReport::Kind::group, "g1", OnOff::off, {}, {}}));
  EXPECT_EQ(reports[2], (LampReport{LampReport::Kind::device, "d1", {}, {}, false}));
  EXPECT_EQ(reports[3].kind, LampReport::Kind::house) << "a lamp came";
  EXPECT_EQ(reports[4].id, "l3");
}

TEST(Reports, SayWhatLightASensorMeasuresAndWhen) {
  const auto reports = read_reports(R"([
    {"creationtime":"2026-11-30T17:02:11Z","type":"update","data":[
      {"type":"light_level","id":"s1","owner":{"rid":"d1"},"light":{"light_level":10001,
       "light_level_valid":true,"light_level_report":{"changed":"2026-11-30T17:02:10.5Z","light_level":10001}}},
      {"type":"light_level","id":"s2","enabled":false},
      {"type":"light","id":"l1","on":{"on":true}},
      {"type":"grouped_light_level","id":"x","light":{"light_level_report":{"light_level":1}}}]},
    {"creationtime":"2026-11-30T17:02:12Z","type":"delete","data":[{"type":"room","id":"r1"},
      {"type":"scene","id":"s"}]}])");
  ASSERT_EQ(reports.size(), 4U);
  EXPECT_EQ(reports[0].kind, LampReport::Kind::sensor);
  EXPECT_EQ(reports[0].lux, 10.0);
  EXPECT_EQ(reports[0].changed_at, *parse_instant("2026-11-30T17:02:10.5Z"));
  EXPECT_EQ(reports[1].is_valid, false);
  EXPECT_EQ(reports[2].changed_at, *parse_instant("2026-11-30T17:02:11Z"));
  EXPECT_EQ(reports[3].kind, LampReport::Kind::house);
}

TEST(Reports, NonsenseGivesNone) {
  for (const char* text : {"", "{}", "[", "[{}]", "null", R"([{"type":"update"}])"}) {
    EXPECT_TRUE(read_reports(text).empty()) << text;
  }
}

}  // namespace
}  // namespace lamplighter::hue
