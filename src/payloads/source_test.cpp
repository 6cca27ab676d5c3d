// SPDX-License-Identifier: Apache-2.0
#include "payloads/source.h"

#include "testing/samples.h"

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
  std::optional<std::string> name;  ///< empty: does not match
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

using testing::noon;

Decoded decode(const SourceSettings& settings, const Message& message) {
  const auto source = Source::make(settings);
  EXPECT_TRUE(source) << settings.topic;
  EXPECT_TRUE(source->listens_to(message.topic));
  return source->decode(message);
}

TEST(Source, TakesTheSensorFromTheTopic) {
  const Decoded decoded = decode({"zigbee2mqtt/{sensor#}", "zigbee2mqtt"},
                                 {"zigbee2mqtt/up/hall way", R"({"illuminance":3})", false, noon});
  EXPECT_EQ(std::get<Reading>(decoded.what), (Reading{SensorId("up/hall way"), noon, Lux(3)}));
  EXPECT_EQ(decoded.name, "up/hall way");
}

TEST(Source, TakesTheHomeFromTheTopic) {
  const SourceSettings lux{"homes/{home}/{sensor}", "esphome"};
  const Decoded decoded = decode(lux, {"homes/flat_12/hall", "3", false, noon});
  EXPECT_EQ(std::get<Reading>(decoded.what), (Reading{SensorId("flat_12/hall"), noon, Lux(3)}));
  EXPECT_EQ(decoded.name, "flat_12/hall");
  EXPECT_EQ(decoded.home, "flat_12");
  const SourceSettings lamps{"{home}/{room}/lamp", "on-off"};
  const Decoded lamp = decode(lamps, {"a/hall/lamp", "ON", false, noon});
  EXPECT_EQ(std::get<Change>(lamp.what), (Change{noon, RoomName("a/hall"), LampState::on}));
}

TEST(Source, RefusesWhatIsNotTheNameOfAHome) {
  const std::string longest(64, 'h');
  EXPECT_EQ(
      decode({"h/{home}/{sensor}", "esphome"}, {"h/" + longest + "/s", "1", false, noon}).home,
      longest);
  for (const std::string& home :
       {longest + "h", std::string(), std::string(".."), std::string("a b"),
        std::string("K\xC3\xBC"), std::string("a.b")}) {
    const std::string topic = "h/" + home + "/s";
    const Decoded decoded = decode({"h/{home}/{sensor}", "esphome"}, {topic, "1", false, noon});
    EXPECT_EQ(std::get<Rejection>(decoded.what), Rejection::bad_home) << home;
    EXPECT_EQ(decoded.name, "");
  }
}

TEST(Source, TakesTheSensorFromTheConfig) {
  const Decoded decoded = decode({"attic/sensor/bh1750/state", "esphome", "up/attic"},
                                 {"attic/sensor/bh1750/state", "12.5", false, noon});
  EXPECT_EQ(std::get<Reading>(decoded.what), (Reading{SensorId("up/attic"), noon, Lux(12.5)}));
}

TEST(Source, TakesTheSensorFromAThingFlowPayload) {
  const Decoded decoded = decode({"remote-sensors", "thingflow"},
                                 {"remote-sensors", R"(["a/b", 1467481502, 20.7])", false, noon});
  EXPECT_EQ(std::get<Reading>(decoded.what), (Reading{SensorId("a/b"), noon, Lux(20.7)}));
}

TEST(Source, RefusesASensorNameThatIsNotGood) {
  for (const char* id : {"../../etc/cron.d/x", "a\\nb", "a,b", ""}) {
    const std::string payload = std::string("[\"") + id + "\", 1, 2]";
    const Decoded decoded =
        decode({"remote-sensors", "thingflow"}, {"remote-sensors", payload, false, noon});
    EXPECT_EQ(std::get<Rejection>(decoded.what), Rejection::bad_sensor_id) << id;
    EXPECT_EQ(decoded.name, "");
  }
  const Decoded decoded = decode({"t/{sensor}", "esphome"}, {"t/..", "1", false, noon});
  EXPECT_EQ(std::get<Rejection>(decoded.what), Rejection::bad_sensor_id);
}

TEST(Source, SaysWhichSensorARejectedPayloadWasOf) {
  const Decoded decoded = decode({"t/{sensor}", "esphome"}, {"t/hall", "nan", false, noon});
  EXPECT_EQ(std::get<Rejection>(decoded.what), Rejection::failed_read);
  EXPECT_EQ(decoded.name, "hall");
}

TEST(Source, SubtractsTheAgeThatOurNodeTells) {
  const std::string payload = R"({"lux":1,"age":3600,"n":7,"boot":9,"at":1467460800})";
  const Message message{"lamplighter/node/hall/lux", payload, false, noon};
  const std::string topic = "lamplighter/node/{sensor}/lux";
  const Decoded by_age = decode({topic, "lamplighter"}, message);
  EXPECT_EQ(std::get<Reading>(by_age.what).at, noon - 1h);
  EXPECT_EQ(by_age.count, (NodeCount{9, 7}));
  const Decoded by_clock = decode({topic, "lamplighter", "", {}, true}, message);
  EXPECT_EQ(std::get<Reading>(by_clock.what).at, noon);
}

TEST(Source, TellsChangesOfLampsByRoom) {
  const Decoded decoded =
      decode({"stat/{room}/POWER", "tasmota-power"}, {"stat/kitchen/POWER", "ON", false, noon});
  EXPECT_EQ(std::get<Change>(decoded.what), (Change{noon, RoomName("kitchen"), LampState::on}));
  const Decoded off = decode({"z/lamp 1", "zigbee2mqtt-state", "kitchen"},
                             {"z/lamp 1", R"({"state":"OFF"})", true, noon});
  EXPECT_EQ(std::get<Change>(off.what), (Change{noon, RoomName("kitchen"), LampState::off}));
}

TEST(Source, FindsTheNameInThePayload) {
  const SourceSettings settings{.topic = "rtl_433/+/events",
                                .format = "json",
                                .pointer = "/light_lux",
                                .name_pointers = {"/model", "/id"}};
  const auto name = [&](const char* payload) {
    return decode(settings, {"rtl_433/pi/events", payload, false, noon});
  };
  EXPECT_EQ(name(R"({"model":"Fineoffset-WH65B","id":59,"light_lux":45012.0})").name,
            "Fineoffset-WH65B/59");
  EXPECT_EQ(name(R"({"model":"Fineoffset-WH65B","id":60,"light_lux":1})").name,
            "Fineoffset-WH65B/60");
  const Decoded other = name(R"({"model":"Prologue-TH","temperature_C":3})");
  EXPECT_EQ(std::get<Rejection>(other.what), Rejection::not_a_reading);
  const Decoded bad = name(R"({"model":"..","id":1,"light_lux":1})");
  EXPECT_EQ(std::get<Rejection>(bad.what), Rejection::bad_sensor_id);
  EXPECT_EQ(std::get<Rejection>(name("{").what), Rejection::malformed);
}

TEST(Source, PassesOverMessagesThatDoNotSayWhatItAsksFor) {
  const SourceSettings settings{.topic = "domoticz/out",
                                .format = "json",
                                .name = "hall",
                                .pointer = "/svalue1",
                                .only = {"/idx=12", "/name=Lux hall"}};
  const auto read = [&](const char* payload) {
    return decode(settings, {"domoticz/out", payload, false, noon}).what;
  };
  EXPECT_EQ(std::get<Reading>(read(R"({"idx":12,"name":"Lux hall","svalue1":"57"})")).lux, Lux(57));
  EXPECT_EQ(std::get<Rejection>(read(R"({"idx":13,"name":"Lux hall","svalue1":"57"})")),
            Rejection::not_a_reading);
}

TEST(Source, KnowsWhoseMessageItCouldNotRead) {
  const Decoded thingflow = decode({"remote-sensors", "thingflow"},
                                   {"remote-sensors", R"(["attic", 1, "x"])", false, noon});
  EXPECT_EQ(std::get<Rejection>(thingflow.what), Rejection::malformed);
  EXPECT_EQ(thingflow.name, "attic");
  const Decoded zigbee = decode(
      {"tele/{sensor}/SENSOR", "tasmota"},
      {"tele/Zigbee/SENSOR", R"({"ZbReceived":{"HueMotion":{"Illuminance":65535}}})", false, noon});
  EXPECT_EQ(zigbee.name, "HueMotion");
}

TEST(Source, ListensToWhatIsSaidOfItsDevices) {
  using Filters = std::vector<std::string>;
  const auto filters = [](const SourceSettings& settings) {
    return Source::make(settings)->filters();
  };
  EXPECT_EQ(filters({"zigbee2mqtt/{sensor}", "zigbee2mqtt"}),
            (Filters{"zigbee2mqtt/+", "zigbee2mqtt/+/availability"}));
  EXPECT_EQ(filters({"zigbee2mqtt/{sensor#}", "zigbee2mqtt"}), Filters{"zigbee2mqtt/#"});
  EXPECT_EQ(filters({"stat/{room}/POWER", "tasmota-power"}),
            (Filters{"stat/+/POWER", "tele/+/LWT"}));
  EXPECT_EQ(filters({"hall/sensor/bh1750/state", "esphome", "hall"}),
            (Filters{"hall/sensor/bh1750/state", "hall/status"}));
}

TEST(Source, TellsThatALampCannotBeReached) {
  const SourceSettings as_unknown{"stat/{room}/POWER", "tasmota-power"};
  SourceSettings as_off = as_unknown;
  as_off.unavailable_is_off = true;
  const Message will{"tele/hall/LWT", "Offline", true, noon};
  const Decoded gone = decode(as_unknown, will);
  EXPECT_EQ(std::get<Change>(gone.what).state, LampState::unknown);
  EXPECT_EQ(gone.reachable, false);
  EXPECT_EQ(gone.availability,
            decode(as_unknown, {"stat/hall/POWER", "ON", false, noon}).availability);
  EXPECT_EQ(std::get<Change>(decode(as_off, will).what).state, LampState::off);
}

TEST(Source, SaysWhatIsWrongWithItsSettings) {
  const std::vector<std::pair<SourceSettings, std::string>> cases{
      {{"a/b", "zigbee"}, "format \"zigbee\": expected one of thingflow, zigbee2mqtt,"},
      {{"a/#/b", "thingflow"}, "are allowed only at the end"},
      {{"tele/+/SENSOR", "tasmota"}, "which sensor? Put {sensor} in the topic"},
      {{"stat/+/POWER", "tasmota-power"}, "which room? Put {room} in the topic"},
      {{"tele/{sensor}/SENSOR", "tasmota", "x"}, "both the topic and sensor = \"x\""},
      {{"{sensor}", "thingflow"}, "name the sensor themselves"},
      {{"remote", "thingflow", "x"}, "name the sensor themselves"},
      {{"a", "esphome", "x,y"}, "sensor \"x,y\": expected 1 to 64 bytes"},
      {{"a", "esphome", "x", "/y"}, "format esphome takes no pointer"},
      {{"a", "json", "x", "y"}, "expected a JSON pointer"},
      {{"a", "json", "x", {}, true}, "trust_clock is for format lamplighter only"},
      {{.topic = "a", .format = "json", .name = "x", .unit = "lumen"}, "expected one of lux, hue-"},
      {{.topic = "a", .format = "on-off", .name = "x", .unit = "lux"}, "takes no unit"},
      {{.topic = "a", .format = "json", .name = "x", .name_pointers = {"/n"}}, "remove it from"},
      {{.topic = "a", .format = "json", .name_pointers = {"n"}}, "name_pointer \"n\": expected"},
      {{.topic = "a", .format = "json", .name = "x", .only = {"/n"}}, "expected a JSON pointer, ="},
      {{.topic = "a", .format = "esphome", .name_pointers = {"/n"}}, "takes no name_pointer"},
      {{.topic = "a", .format = "json", .name = "x", .unavailable_is_off = true},
       "unavailable is for formats of lamps only"},
  };
  for (const auto& [settings, message] : cases) {
    const auto source = Source::make(settings);
    ASSERT_FALSE(source) << message;
    EXPECT_EQ(source.error().fault, Fault::bad_input);
    EXPECT_NE(source.error().message.find(message), std::string::npos) << source.error().message;
  }
}

}  // namespace

namespace {

using namespace std::string_literals;

TEST(SensorName, OfASensorIsGood) {
  for (const std::string& name :
       {"front-room"s, "1"s, "Living room"s, "k\u00fcche"s, "\u5c45\u9593"s, "a.b_c"s,
        std::string(64, 'x'), "Living room/window"s, "a/../b"s, "50%"s, "\U0001F4A1"s}) {
    EXPECT_TRUE(is_good_sensor_name(name)) << name;
  }
}

TEST(SensorName, ThatARowOrAPersonCannotHoldIsRefused) {
  const std::vector<std::string> refused{
      "",
      "../../etc/cron.d/x",
      "..",
      ".hidden",
      "ends.",
      " a",
      "a ",
      "a\nb",
      "a\r",
      "a,b",
      "a\"b",
      "a\\b",
      "a\0b"s,
      "\0"s,
      "a\x7f",
      "a\u0085z",        // a control character of C1
      "a\u2028z",        // a line separator
      "a\u202ez",        // changes the direction of writing
      "\ufeffa",         // byte order mark
      "a\x80z",          // a lone continuation byte
      "a\xc3",           // truncated
      "a\xc0\xafz",      // overlong slash
      "a\xe0\x80\xafz",  // the same in three bytes
      "a\xed\xa0\x80z",  // a surrogate
      "a\xf4\x90\x80\x80z",
      "a\xffz",
      std::string(65, 'x'),
      std::string(10'000, 'x'),
  };
  for (const std::string& name : refused) {
    EXPECT_FALSE(is_good_sensor_name(name)) << ::testing::PrintToString(name);
  }
}

}  // namespace

}  // namespace lamplighter
