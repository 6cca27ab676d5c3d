// SPDX-License-Identifier: Apache-2.0
#include "config/config.h"

#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace lamplighter::app {
namespace {

constexpr const char* complete = R"(
[home]
latitude = 52.5
longitude = 13
time_zone = "Europe/Berlin"
[store]
directory = "/tmp/x"
[broker]
port = 1884
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[[room]]
name = "kitchen"
lamps = ["Kitchen 1", "Kitchen 2"]
[[room]]
name = "hall"
sensor = "hall-lux"
on_level = 2
dark_below = 7.5
[hue]
address = "192.168.1.2"
[zigbee2mqtt]
topic = "z2m"
[tasmota]
full_topic = "%topic%/%prefix%"
[home_assistant]
url = "http://ha:8123"
token_file = "ha.token"
[away]
on_stop = "off"
on_hand = "end_play"
[[away.vacation]]
from = 2026-12-20
to = "2027-01-03"
[[away.vacation]]
from = 2027-02-01T08:30:00
to = 2027-02-02T20:00:00+01:00
)";

Instant at(const char* text) { return *parse_instant(text); }

TEST(Config, ReadsHowASourcesMessagesAreMeant) {
  const CheckedConfig checked = parse_config(R"(
[[source]]
topic = "domoticz/out"
format = "json"
pointer = "/svalue1"
unit = "hue-light-level"
name_pointer = "/name"
only = ["/stype=Lux"]
[[source]]
topic = "stat/{room}/POWER"
format = "tasmota-power"
unavailable = "off"
[home_assistant]
unavailable = "off"
[[room]]
name = "hall"
reports = "on-change"
)",
                                             "c.toml");
  EXPECT_EQ(checked.problems, std::vector<std::string>{});
  const SourceConfig& source = checked.config.sources.at(0);
  EXPECT_EQ(source.unit, "hue-light-level");
  EXPECT_EQ(source.name_pointers, std::vector<std::string>{"/name"});
  EXPECT_EQ(source.only, std::vector<std::string>{"/stype=Lux"});
  EXPECT_TRUE(checked.config.sources.at(1).unavailable_is_off);
  EXPECT_TRUE(checked.config.home_assistant.unavailable_is_off);
  EXPECT_EQ(checked.config.rooms.at(0).reports, ReportKind::on_change);
}

TEST(Config, ReadsEverySection) {
  const CheckedConfig checked = parse_config(complete, "c.toml");
  EXPECT_EQ(checked.problems, std::vector<std::string>{});
  const Config& config = checked.config;
  EXPECT_EQ(config.home.latitude, 52.5);
  EXPECT_EQ(config.home.longitude, 13.0);
  EXPECT_EQ(config.broker.port, 1884);
  ASSERT_EQ(config.sources.size(), 1U);
  EXPECT_EQ(config.sources[0].topic, "zigbee2mqtt/{sensor}");
  ASSERT_EQ(config.rooms.size(), 2U);
  EXPECT_EQ(config.rooms[0].sensor, SensorId("kitchen"));  // the room's name if no sensor is given
  EXPECT_EQ(config.rooms[0].lamps, (std::vector<std::string>{"Kitchen 1", "Kitchen 2"}));
  EXPECT_EQ(config.rooms[1].sensor, SensorId("hall-lux"));
  EXPECT_EQ(config.rooms[1].on_level, 2);
  EXPECT_EQ(config.rooms[1].dark_below, 7.5);
  EXPECT_EQ(config.lamp_topics, (LampTopics{"z2m", "%topic%/%prefix%"}));
  EXPECT_EQ(config.home_assistant.url, "http://ha:8123");
  EXPECT_EQ(config.home_assistant.token_file, "ha.token");
  EXPECT_EQ(config.away.on_stop, OnStop::off);
  EXPECT_EQ(config.away.on_hand, ManualOverridePolicy::end_play);
  EXPECT_EQ(*vacations_of(config),
            (std::vector<Vacation>{{at("2026-12-20T11:00:00Z"), at("2027-01-03T23:00:00Z")},
                                   {at("2027-02-01T07:30:00Z"), at("2027-02-02T19:00:00Z")}}));
  EXPECT_EQ(model_path(config), "/tmp/x/model.json");
  EXPECT_EQ(place_of(config)->zone.name(), "Europe/Berlin");
}

TEST(Config, TheExampleHasNoProblemsAndAPlace) {
  const Result<CheckedConfig> checked =
      check_config(LAMPLIGHTER_TEST_DATA "/../../examples/lamplighter.toml");
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->problems, std::vector<std::string>{});
  EXPECT_EQ(checked->config.rooms.size(), 2U);
  EXPECT_TRUE(place_of(checked->config));
}

TEST(Config, AnEmptyFileIsTheDefaults) {
  const CheckedConfig checked = parse_config("", "c.toml");
  EXPECT_TRUE(checked.problems.empty());
  EXPECT_EQ(checked.config.store.directory, "/var/lib/lamplighter");
  EXPECT_EQ(checked.config.away.on_stop, OnStop::restore);
  EXPECT_FALSE(place_of(checked.config));
}

TEST(Config, AnIngressIsAskedWithoutTls) {
  EXPECT_TRUE(parse_config("[web]\ningress = true", "c.toml").config.web.ingress);
  const CheckedConfig checked =
      parse_config("[web]\ningress = true\ncertificate = \"a\"\nkey = \"b\"", "c.toml");
  ASSERT_EQ(checked.problems.size(), 1U);
  EXPECT_NE(checked.problems[0].find("without TLS"), std::string::npos);
}

TEST(Config, AMomentIsATextOrOneOfTomlsOwn) {
  const CheckedConfig checked =
      parse_config("[[away.vacation]]\nfrom = 5\nto = 2026-12-20", "c.toml");
  ASSERT_FALSE(checked.problems.empty());
  EXPECT_EQ(checked.problems[0],
            "c.toml:2: [[vacation]] from: expected a date as 2026-12-20, or with a time as "
            "2026-12-20T18:00");
}

TEST(Config, AMomentNeedsNoQuotesAndNoSeconds) {
  for (const char* from :
       {"2026-12-20T18:00", "2026-12-20T18:00:00", "\"2026-12-20T18:00\"", "2026-12-20 18:00",
        "2026-12-20T18:00+01:00  # by train", "2026-12-20T17:00Z\r"}) {
    const CheckedConfig checked = parse_config(
        std::string("[home]\nlatitude = 52\nlongitude = 13\ntime_zone = \"Europe/Berlin\"\n"
                    "[[away.vacation]]\nfrom = ") +
            from + "\nto = 2027-01-03\n",
        "c.toml");
    EXPECT_EQ(checked.problems, std::vector<std::string>{}) << from;
    ASSERT_TRUE(vacations_of(checked.config)) << from;
    EXPECT_EQ(vacations_of(checked.config)->at(0).from, at("2026-12-20T17:00:00Z")) << from;
  }
  EXPECT_EQ(parse_config("[store]\ndirectory = \"a = 2026-12-20T18:00\"", "c.toml")
                .config.store.directory,
            "a = 2026-12-20T18:00");
}

TEST(Config, ARoomIsLimitedByItselfAndElseAsAllAre) {
  const CheckedConfig checked = parse_config(
      "[away]\nafter_dark = true\nhours = [\"17:00-24:00\"]\nmax_brightness = 50\n"
      "[[room]]\nname = \"hall\"\nbrightness = 40\n"
      "[[room]]\nname = \"study\"\nafter_dark = false\nhours = [\"06:30-08:30\", "
      "\"22:00-01:00\"]\nmax_brightness = 60\nmax_hours = 2.5\n",
      "c.toml");
  EXPECT_EQ(checked.problems, std::vector<std::string>{});
  ASSERT_EQ(checked.config.rooms.size(), 2U);
  const RoomConfig& hall = checked.config.rooms[0];
  const RoomConfig& study = checked.config.rooms[1];
  EXPECT_EQ(hall.limits, (RoomLimits{true, {{1020, 1440}}, 50.0, std::nullopt}));
  EXPECT_EQ(study.limits,
            (RoomLimits{false, {{390, 510}, {1320, 60}}, 60.0, std::chrono::seconds(9000)}));
  EXPECT_EQ(look_of(hall).brightness, 40.0);
  EXPECT_EQ(look_of(study).brightness, 60.0) << "as it was last may be brighter";
}

struct Wrong {
  const char* text;
  const char* sentence;
};

TEST(Config, WhatIsWrongIsSaidWithItsLine) {
  const std::vector<Wrong> table = {
      {"[[away.vacation]]\nfrom = 2026-12-20",
       "c.toml:1: [[vacation]] from and to: both are needed, as from = 2026-12-20"},
      {"[[away.vacation]]\nfrom = 2026-12-20\nto = 2026-12-22",
       "c.toml: [home] needs latitude, longitude and time_zone"},
      {"[home]\nlatitude = 5\nlongitude = 5\ntime_zone = \"UTC\"\n[[away.vacation]]\nfrom = "
       "2026-12-20\nto = 2026-12-18",
       "c.toml: [[away.vacation]]: to 2026-12-18 is before from 2026-12-20"},
      {"[home]\nlatitude = 5\nlongitude = 5\ntime_zone = \"UTC\"\n[[away.vacation]]\nfrom = "
       "\"soon\"\nto = 2026-12-18",
       "c.toml: [[away.vacation]]: \"soon\": expected a date as 2026-12-20, or with a time as "
       "2026-12-20T18:00"},
      {"[home]\nlatitud = 5", "c.toml:2: [home] latitud: unknown key; did you mean latitude?"},
      {"[hom]\nlatitude = 5", "c.toml:1: hom: unknown key; did you mean home?"},
      {"qqqqqqq = 1", "c.toml:1: qqqqqqq: unknown key; known are home, store"},
      {"[home]\nlatitude = 95", "c.toml:2: [home] latitude: expected a number from -90 to 90"},
      {"[home]\nlatitude = \"5\"", "c.toml:2: [home] latitude: expected a number"},
      {"[home]\nlatitude = nan", "c.toml:2: [home] latitude: expected a number"},
      {"[broker]\nport = 70000",
       "c.toml:2: [broker] port: expected a whole number from 1 to 65535"},
      {"[broker]\nport = 1.5", "c.toml:2: [broker] port: expected a whole number"},
      {"[broker]\nhost = 5", "c.toml:2: [broker] host: expected a text in quotes"},
      {"home = 3", "c.toml:1: home: expected a table, as [home]"},
      {"[room]\nname = \"x\"", "c.toml:1: room: expected tables, each under its own [[room]]"},
      {"[[room]]\nlamps = [\"a\"]", "c.toml:1: [[room]] name: missing"},
      {"[[room]]\nname = \"a\"\nlamps = [1]", "c.toml:3: [[room]] lamps: expected a list of texts"},
      {"[[room]]\nname = \"a\"\n[[room]]\nname = \"a\"",
       "c.toml:3: [[room]] name: \"a\" is already another room's"},
      {"[[source]]\ntopic = \"a\"", "c.toml:1: [[source]] format: missing"},
      {"[away]\non_stop = \"of\"",
       "c.toml:2: [away] on_stop: expected one of \"restore\", \"off\", \"leave\""},
      {"[home\n", "c.toml:1: not TOML"},
      {"[away]\nhours = [\"17-24\"]",
       "c.toml:2: [away] hours: expected stretches of the day, as [\"06:30-08:30\", "
       "\"17:00-23:30\"]"},
      {"[away]\nhours = [\"08:00-08:00\"]", "c.toml:2: [away] hours: expected stretches"},
      {"[away]\nhours = []", "c.toml:2: [away] hours: expected stretches"},
      {"[away]\nhours = [\"08:00-25:00\"]", "c.toml:2: [away] hours: expected stretches"},
      {"[[room]]\nname = \"a\"\nmax_brightness = 0",
       "c.toml:3: [[room]] max_brightness: expected a number from 1 to 100"},
      {"[[room]]\nname = \"a\"\nmax_hours = 0.1",
       "c.toml:3: [[room]] max_hours: expected a number from 0.25 to 24"},
      {"[away]\nafter_dark = \"yes\"", "c.toml:2: [away] after_dark: expected true or false"},
  };
  for (const Wrong& wrong : table) {
    const CheckedConfig checked = parse_config(wrong.text, "c.toml");
    ASSERT_EQ(checked.problems.size(), 1U) << wrong.text;
    EXPECT_EQ(checked.problems[0].substr(0, std::string(wrong.sentence).size()), wrong.sentence)
        << wrong.text;
  }
}

TEST(Config, AllProblemsOfAFileAreListed) {
  const CheckedConfig checked = parse_config("[home]\nlatitud = 5\n[broker]\nport = 0\n", "c.toml");
  EXPECT_EQ(checked.problems.size(), 2U);
}

TEST(Config, AMissingFileSaysWhatMakesIt) {
  const Result<Config> config = load_config("/nonexistent/lamplighter.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().fault, Fault::not_found);
  EXPECT_EQ(config.error().message,
            "/nonexistent/lamplighter.toml: no config yet; run: lamplighter setup --config "
            "/nonexistent/lamplighter.toml");
}

TEST(Config, ARoomThatIsNotThereNamesThoseThatAre) {
  const Config config = parse_config(complete, "c.toml").config;
  EXPECT_TRUE(room_of(config, RoomName("hall")));
  EXPECT_NE(room_of(config, RoomName("bath")).error().message.find("kitchen, hall"),
            std::string::npos);
}

}  // namespace

namespace {

RoomConfig room(std::vector<std::string> lamps) {
  RoomConfig room;
  room.name = RoomName("hall");
  room.lamps = std::move(lamps);
  return room;
}

TEST(LampNames, APrefixSaysWhoSwitchesALamp) {
  const Result<SortedLamps> sorted = sort_lamps(
      room({"Floor lamp", "room:Hall", "zigbee2mqtt:hall/shelf", "home_assistant:light.den",
            "tasmota:plug/POWER2", "esphome:hall/ceiling", "home_assistant:switch.fan"}),
      {.zigbee2mqtt = "z2m"});
  ASSERT_TRUE(sorted) << sorted.error().message;
  EXPECT_EQ(sorted->at_bridge, (std::vector<std::string>{"Floor lamp", "room:Hall"}));
  EXPECT_EQ(sorted->entities, (std::vector<std::string>{"light.den", "switch.fan"}));
  ASSERT_EQ(sorted->at_broker.size(), 3U);
  EXPECT_EQ(sorted->at_broker[0].filters()[0], "z2m/hall/shelf");
  EXPECT_EQ(sorted->at_broker[1].command(OnOff::on, {}).topic, "cmnd/plug/POWER2");
  EXPECT_EQ(sorted->at_broker[2].name(), "hall/ceiling");
}

TEST(LampNames, ANameThatItsKindCannotHaveIsAProblemOfTheConfig) {
  for (const char* lamp :
       {"zigbee2mqtt:", "zigbee2mqtt:a/+", "tasmota:#", "esphome:ceiling", "home_assistant:fan.den",
        "home_assistant:Den", "Zigbee2MQTT:lamp", "zigbee2mqtt/lamp", "zigbe2mqtt:lamp",
        "homeassistant:light.den", "Tasmota: plug", "Room:Hall", "Zigbee2MQTT: "}) {
    const Result<SortedLamps> sorted = sort_lamps(room({lamp}), {});
    ASSERT_FALSE(sorted) << lamp;
    EXPECT_EQ(sorted.error().fault, Fault::bad_input);
    const std::string text = std::string("[[room]]\nname = \"hall\"\nlamps = [\"") + lamp + "\"]\n";
    EXPECT_EQ(parse_config(text, "c.toml").problems.size(), 1U) << lamp;
  }
}

TEST(LampNames, AMistypedPrefixIsSaidAndABridgesOwnNameMayHaveAColon) {
  const auto sorted = sort_lamps(room({"Zigbee2MQTT: hall"}), {});
  EXPECT_EQ(
      sorted.error().message,
      "room hall: lamp \"Zigbee2MQTT: hall\": no bridge has lamps of such names; did you mean "
      "\"zigbee2mqtt:hall\"?");
  EXPECT_TRUE(sort_lamps(room({"Desk: left", "TV:links", "hall/ceiling", "zone:Upstairs"}), {}));
  EXPECT_FALSE(sort_lamps(room({"z2m/hall"}), {.zigbee2mqtt = "z2m"}));
}

TEST(Config, ASourceThatCannotBeReadIsAProblemOfTheConfig) {
  for (const char* source : {"topic = \"a/{sensor}\"\nformat = \"zigbee3mqtt\"",
                             "topic = \"a\"\nformat = \"zigbee2mqtt\"",
                             "topic = \"a\"\nformat = \"on-off\"\nsensor = \"x\""}) {
    const CheckedConfig checked = parse_config(std::string("[[source]]\n") + source, "c.toml");
    ASSERT_EQ(checked.problems.size(), 1U) << source;
    EXPECT_EQ(checked.problems[0].find("c.toml: source \"a"), 0U) << checked.problems[0];
  }
}

TEST(LampNames, AHouseHasLampsWithABridgeOrWithLampsThatNeedNone) {
  Config config;
  config.rooms = {room({"Floor lamp"}), room({})};
  EXPECT_FALSE(has_lamps(config));
  config.rooms.push_back(room({"tasmota:plug"}));
  EXPECT_TRUE(has_lamps(config));
  config.rooms.clear();
  config.hue.key_file = "key";
  EXPECT_TRUE(has_lamps(config));
}

TEST(LampNames, AFullTopicWithoutItsPartsIsAProblem) {
  const CheckedConfig checked = parse_config("[tasmota]\nfull_topic = \"%topic%\"\n", "c.toml");
  ASSERT_EQ(checked.problems.size(), 1U);
  EXPECT_NE(checked.problems[0].find("%prefix%"), std::string::npos);
}
TEST(ConfigOfHomeAssistant, SaysWhatIsListenedTo) {
  const CheckedConfig checked = parse_config(R"(
[home_assistant]
url = "http://127.0.0.1:8123"
token_file = "token"
[away]
persons = ["person.anna", "person.ben"]
away_when_gone = true
[[room]]
name = "hall"
sensor = "home_assistant:sensor.hall_lux"
lamps = ["home_assistant:light.hall", "Floor lamp"]
)",
                                             "test.toml");
  ASSERT_TRUE(checked.problems.empty()) << checked.problems.front();
  const WatchedEntities watched = watched_entities(checked.config);
  ASSERT_EQ(watched.lamps.size(), 1u);
  EXPECT_EQ(watched.lamps.at("light.hall"), (std::vector<RoomName>{RoomName("hall")}));
  EXPECT_EQ(watched.sensors.at("sensor.hall_lux"), SensorId("home_assistant:sensor.hall_lux"));
  EXPECT_EQ(watched.persons, (std::vector<std::string>{"person.anna", "person.ben"}));
  EXPECT_TRUE(learns_from_home_assistant(checked.config));
  EXPECT_TRUE(captures(checked.config));
  EXPECT_FALSE(needs_broker(checked.config));
}

TEST(ConfigOfHomeAssistant, SaysWhatIsWrong) {
  const std::string home = "[home_assistant]\nurl='http://h:1'\ntoken_file='t'\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"[away]\npersons=['person.anna']", "need url and token_file in [home_assistant]"},
      {home + "[away]\npersons=['anna']", "expected an entity, as person.anna"},
      {home + "[away]\naway_when_gone=true", "away_when_gone: needs persons"},
      {home + "[[room]]\nname='a'\nsensor='home_assistant:light.a'",
       "home_assistant:sensor.hall_illuminance"}};
  for (const auto& [text, message] : cases) {
    const CheckedConfig checked = parse_config(text, "test.toml");
    ASSERT_FALSE(checked.problems.empty()) << text;
    EXPECT_NE(checked.problems.front().find(message), std::string::npos)
        << checked.problems.front();
  }
}

class ConfigOfHome : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* store : {"one", "other"})
      for (const char* home : {"a", "b"})
        std::filesystem::create_directories(folder.path(fmt::format("{}/homes/{}", store, home)));
    for (const char* home : {"a", "b"}) close(fmt::format("one/homes/{}", home), 0700);
    for (const char* home : {"a", "b"}) close(fmt::format("other/homes/{}", home), 0700);
    static_cast<void>(folder.write("one/homes/a/readings/hall/hall-2026-11-01.csv", ""));
    static_cast<void>(folder.write("other/homes/a/readings/attic/attic-2026-11-01.csv", ""));
    write("");
  }
  void close(const std::string& name, unsigned mode) const {
    ASSERT_EQ(::chmod(folder.path(name).c_str(), mode), 0);
  }
  void write(const std::string& more) {
    file = folder.write(
        "all.toml",
        fmt::format("[home]\nlatitude = 52\nlongitude = 13\ntime_zone = \"Europe/Berlin\"\n"
                    "[store]\ndirectory = \"{}\"\nalso = [\"{}\"]\nsecret_file = \"/tmp/all\"\n"
                    "[broker]\nshare = \"workers\"\n"
                    "[[source]]\ntopic = \"h/{{home}}/{{sensor}}\"\nformat = \"esphome\"\n"
                    "accept = \"any\"\n{}",
                    folder.path("one"), folder.path("other"), more));
  }
  [[nodiscard]] Result<Config> of(const std::string& home) const {
    return load_config(config_of_home(file, home));
  }
  testing::ScratchFolder folder;
  std::string file;
};

TEST_F(ConfigOfHome, HasTheHomesOwnStoreAndARoomForEachSensor) {
  const Result<Config> config = of("a");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->store.directory, folder.path("one/homes/a"));
  EXPECT_EQ(config->store.also, std::vector{folder.path("other/homes/a")});
  EXPECT_EQ(secret_path(*config), folder.path("one/homes/a/planning.secret"));
  EXPECT_EQ(model_path(*config), folder.path("one/homes/a/model.json"));
  EXPECT_EQ(config->home.time_zone, "Europe/Berlin");
  ASSERT_EQ(config->rooms.size(), 2u);
  EXPECT_EQ(config->rooms[0].sensor.text(), "attic");
  EXPECT_EQ(config->rooms[1].name.text(), "hall");
  EXPECT_TRUE(config->sources.empty());
}

TEST_F(ConfigOfHome, IsTheHomesOwnFileWhereItHasOne) {
  static_cast<void>(folder.write("one/homes/a/lamplighter.toml",
                                 "[home]\nlatitude = 1\nlongitude = 2\ntime_zone = \"UTC\"\n"
                                 "[[room]]\nname = \"living\"\nsensor = \"hall\"\n"));
  const Result<Config> config = of("a");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->home.time_zone, "UTC");
  ASSERT_EQ(config->rooms.size(), 1u);
  EXPECT_EQ(config->store.directory, folder.path("one/homes/a"));
  EXPECT_EQ(of("b")->home.time_zone, "Europe/Berlin");
}

TEST_F(ConfigOfHome, ReachesNoOtherHome) {
  for (const char* name : {"../a", "..", "a/../b", "", "a.forgotten"})
    EXPECT_FALSE(of(name)) << name;
  EXPECT_EQ(of("c").error().fault, Fault::not_found);
  static_cast<void>(folder.write(
      "one/homes/a/lamplighter.toml",
      fmt::format("[store]\nsecret_file = \"{}\"\n", folder.path("one/homes/b/planning.secret"))));
  ASSERT_FALSE(of("a"));
  EXPECT_NE(of("a").error().message.find("[store]: remove it"), std::string::npos);
  std::filesystem::remove_all(folder.path("one/homes/b"));
  std::filesystem::create_directory_symlink(folder.path("one/homes/a"), folder.path("one/homes/b"));
  EXPECT_EQ(of("b").error().fault, Fault::refused);
}

TEST_F(ConfigOfHome, IsRefusedWhereOthersMayEnterItsFolder) {
  close("one/homes/a", 0750);
  ASSERT_FALSE(of("a"));
  EXPECT_EQ(of("a").error().fault, Fault::refused);
  EXPECT_NE(of("a").error().message.find("chmod 700 " + folder.path("one/homes/a")),
            std::string::npos);
}

TEST_F(ConfigOfHome, MayNotBeMixedWithOneHouseNorShareLamps) {
  write("[[source]]\ntopic = \"t/{sensor}\"\nformat = \"esphome\"\n");
  ASSERT_FALSE(load_config(file));
  EXPECT_NE(load_config(file).error().message.find("{home}"), std::string::npos);
  write("[[source]]\ntopic = \"l/{home}/{room}\"\nformat = \"on-off\"\n");
  ASSERT_FALSE(load_config(file));
  EXPECT_NE(load_config(file).error().message.find("share"), std::string::npos);
}

}  // namespace

}  // namespace lamplighter::app
