// SPDX-License-Identifier: Apache-2.0
#include "payloads/topic_pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter {
namespace {

TEST(TopicPattern, FindsTheHome) {
  const auto pattern = TopicPattern::parse("homes/{home}/{sensor}/lux");
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->has_home());
  EXPECT_EQ(pattern->filter(), "homes/+/+/lux");
  const auto found = pattern->match("homes/flat-12/hall/lux");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->home, "flat-12");
  EXPECT_EQ(found->name, "hall");
  EXPECT_FALSE(pattern->match("homes/flat-12/hall"));
  const auto deep = TopicPattern::parse("{home}/{sensor#}");
  ASSERT_TRUE(deep);
  EXPECT_EQ(deep->match("flat-12/up/hall")->home, "flat-12");
  EXPECT_EQ(deep->match("flat-12/up/hall")->name, "up/hall");
  EXPECT_FALSE(TopicPattern::parse("{home}/{home}/{sensor}"));
}

struct PatternCase {
  std::string pattern;
  std::string filter;
  std::string topic;
  std::optional<std::string> name;  ///< nothing: does not match
};

TEST(TopicPattern, MatchesAsMqttDoesAndFindsTheName) {
  const std::vector<PatternCase> cases{
      {"remote-sensors", "remote-sensors", "remote-sensors", ""},
      {"remote-sensors", "remote-sensors", "remote-sensors/x", {}},
      {"remote-sensors", "remote-sensors", "remote", {}},
      {"zigbee2mqtt/{sensor}", "zigbee2mqtt/+", "zigbee2mqtt/Living room", "Living room"},
      {"zigbee2mqtt/{sensor}", "zigbee2mqtt/+", "zigbee2mqtt/a/b", {}},
      {"zigbee2mqtt/{sensor}", "zigbee2mqtt/+", "zigbee2mqtt/", ""},
      {"zigbee2mqtt/{sensor}", "zigbee2mqtt/+", "zigbee2mqtt", {}},
      {"zigbee2mqtt/{sensor#}", "zigbee2mqtt/#", "zigbee2mqtt/a/b c", "a/b c"},
      {"zigbee2mqtt/{sensor#}", "zigbee2mqtt/#", "zigbee2mqtt", {}},
      {"tele/{sensor}/SENSOR", "tele/+/SENSOR", "tele/hall/SENSOR", "hall"},
      {"tele/{sensor}/SENSOR", "tele/+/SENSOR", "tele/hall/STATE", {}},
      {"{sensor}/sensor/+/state", "+/sensor/+/state", "node/sensor/lux/state", "node"},
      {"stat/{room}/POWER", "stat/+/POWER", "stat/hall/POWER", "hall"},
      {"{room#}", "#", "a/b", "a/b"},
      {"{sensor}/x", "+/x", "$SYS/x", {}},
      {"{sensor#}", "#", "$SYS/broker/uptime", {}},
      {"$SYS/{sensor}", "$SYS/+", "$SYS/x", "x"},
      {"a/#", "a/#", "a", ""},
      {"a/#", "a/#", "a/b/c", ""},
      {"a/+/c", "a/+/c", "a/b/c", ""},
      {"/a/{sensor}", "/a/+", "/a/b", "b"},
      {"/a/{sensor}", "/a/+", "a/b", {}},
      {"a//{sensor}", "a//+", "a//b", "b"},
  };
  for (const PatternCase& c : cases) {
    const auto pattern = TopicPattern::parse(c.pattern);
    ASSERT_TRUE(pattern) << c.pattern;
    EXPECT_EQ(pattern->filter(), c.filter);
    EXPECT_EQ(pattern->has_name(), c.pattern.find('{') != std::string::npos) << c.pattern;
    const auto match = pattern->match(c.topic);
    ASSERT_EQ(match.has_value(), c.name.has_value()) << c.pattern << " on " << c.topic;
    EXPECT_EQ(match ? match->name : "", c.name.value_or("")) << c.pattern << " on " << c.topic;
  }
}

TEST(TopicPattern, KnowsWhichFilterCoversAnother) {
  for (const auto& [wide, narrow] :
       std::vector<std::pair<std::string, std::string>>{{"a", "a"},
                                                        {"+", "a"},
                                                        {"#", "a/b"},
                                                        {"#", "+/b"},
                                                        {"a/#", "a"},
                                                        {"a/#", "a/+/c"},
                                                        {"a/+", "a/b"},
                                                        {"a/+", "a/+"},
                                                        {"+/+", "a/+"},
                                                        {"#", "#"},
                                                        {"a/#", "a/b/#"}}) {
    EXPECT_TRUE(covers(wide, narrow)) << wide << ' ' << narrow;
  }
  for (const auto& [wide, narrow] :
       std::vector<std::pair<std::string, std::string>>{{"a", "b"},
                                                        {"a", "+"},
                                                        {"a/b", "#"},
                                                        {"+", "#"},
                                                        {"a/+", "a"},
                                                        {"a/+", "a/b/c"},
                                                        {"a/+", "+/b"},
                                                        {"+/b", "a/+"},
                                                        {"a/b/#", "a/#"},
                                                        {"a/+", "a/#"},
                                                        {"a", "a/b"}}) {
    EXPECT_FALSE(covers(wide, narrow)) << wide << ' ' << narrow;
  }
}

TEST(TopicPattern, RefusesWhatMqttDoesNotAllow) {
  const std::vector<std::string> refused{
      "",
      "a+",
      "a/#/b",
      "{sensor#}/b",
      "{sensor}/{sensor}",
      "a/{x}",
      "{sensor}{a}",
      "x{sensor}",
      "a/b#",
      std::string("a\0b", 3),
      "{",
      "a/{sensor}/}",
      "{sensor}/{room}",
      std::string(513, 'a'),
  };
  for (const std::string& text : refused) EXPECT_FALSE(TopicPattern::parse(text)) << text;
}

}  // namespace
}  // namespace lamplighter
