// SPDX-License-Identifier: Apache-2.0
#include "hue/event_stream.h"

#include <gtest/gtest.h>

namespace lamplighter::hue {
namespace {

using Messages = std::vector<StreamMessage>;

TEST(StreamReader, ReadsIdAndTextAndPassesOverComments) {
  StreamReader reader;
  EXPECT_EQ(reader.read(": hi\n\nid: 17:0\ndata: [1]\n\n"), (Messages{{"17:0", "[1]"}}));
}

TEST(StreamReader, GivesTheSameHoweverTheBytesArrive) {
  const std::string bytes = ": hi\r\n\r\nid: 1\r\ndata: a\r\ndata:b\r\n\r\nid: 2\ndata: c\n\n";
  const Messages expected{{"1", "a\nb"}, {"2", "c"}};
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    StreamReader reader;
    Messages all;
    for (std::size_t i = 0; i < bytes.size(); i += step) {
      for (StreamMessage& one : reader.read(std::string_view(bytes).substr(i, step))) {
        all.push_back(std::move(one));
      }
    }
    EXPECT_EQ(all, expected) << step;
  }
}

TEST(StreamReader, WhatIsNotCompleteIsNotGiven) {
  StreamReader reader;
  EXPECT_TRUE(reader.read("id: 1\ndata: a\n").empty());
  EXPECT_EQ(reader.read("\n"), (Messages{{"1", "a"}}));
}

TEST(StreamReader, AMessageWithoutTextIsNoneAndItsIdStays) {
  StreamReader reader;
  EXPECT_TRUE(reader.read("id: 5\nevent: x\n\n").empty());
  EXPECT_EQ(reader.read("data: a\n\n"), (Messages{{"5", "a"}}));
}

TEST(StreamReader, AMessageThatIsTooLongIsDroppedWholeAndCounted) {
  StreamReader reader;
  const std::string part(600'000, 'x');
  EXPECT_TRUE(reader.read("data: " + part + "\ndata: " + part).empty());
  EXPECT_TRUE(reader.read(part + "\ndata: more\n").empty());
  EXPECT_TRUE(reader.read("\n").empty());
  EXPECT_EQ(reader.dropped(), 1U);
  EXPECT_EQ(reader.read("data: a\n\n"), (Messages{{"", "a"}}));
}

TEST(StreamReader, AnIdThatFitsInNoHeaderIsPassedOver) {
  StreamReader reader;
  EXPECT_EQ(reader.read("id: 1\ndata: a\n\nid: " + std::string(300, '1') + "\ndata: b\n\n"),
            (Messages{{"1", "a"}, {"1", "b"}}));
}

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
  EXPECT_EQ(reports[0].said, *parse_instant("2026-11-30T17:02:10.5Z"));
  EXPECT_EQ(reports[1].is_valid, false);
  EXPECT_EQ(reports[2].said, *parse_instant("2026-11-30T17:02:11Z"));
  EXPECT_EQ(reports[3].kind, LampReport::Kind::house);
}

TEST(Reports, NonsenseGivesNone) {
  for (const char* text : {"", "{}", "[", "[{}]", "null", R"([{"type":"update"}])"}) {
    EXPECT_TRUE(read_reports(text).empty()) << text;
  }
}

}  // namespace
}  // namespace lamplighter::hue
