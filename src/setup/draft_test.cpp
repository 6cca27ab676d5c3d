// SPDX-License-Identifier: Apache-2.0
#include "setup/draft.h"

#include "config/config_edit.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace lamplighter::app {
namespace {

const Instant day = *parse_instant("2026-11-30T12:00:00Z");

const std::string by_ada = R"(# Our house, by Ada.
[home]
latitude = 52.52   # the tower
longitude = 13.4
time_zone = "Europe/Berlin"

[broker]
host = "127.0.0.1" # mosquitto

[[source]]
topic = "zigbee2mqtt/{sensor}"   # all of them
format = "zigbee2mqtt"

[[room]]
name = "hall"      # downstairs
lamps = ["zigbee2mqtt:hall lamp"]
max_hours = 6
)";

class DraftTest : public ::testing::Test {
 protected:
  Draft draft(const std::string& text = by_ada) {
    return open(folder_.write("lamplighter.toml", text));
  }
  Draft fresh() { return open(folder_.path("new.toml")); }
  Draft open(const std::string& path) {
    path_ = path;
    Config unconfigured;
    unconfigured.store.directory = folder_.path("store");
    unconfigured.web.listen = "0.0.0.0";
    Result<Draft> draft = Draft::read(path, unconfigured);
    if (!draft) throw std::runtime_error(draft.error().message);
    return *std::move(draft);
  }

  lamplighter::testing::ScratchFolder folder_;
  std::string path_;
};

std::string field_of(const SetupStep& step) { return step ? step->field : "none"; }

TEST_F(DraftTest, WritesWhatAPersonWouldHaveWritten) {
  Draft house = fresh();
  EXPECT_FALSE(house.exists());
  EXPECT_TRUE(house.obstacle());
  EXPECT_FALSE(house.set_place(52.520008, 13.404954, "Europe/Berlin", day));
  BrokerConfig broker;
  broker.host = "192.168.1.5";
  EXPECT_FALSE(house.set_broker(broker));
  EXPECT_TRUE(house.obstacle()) << "nothing to capture or to play yet";
  EXPECT_FALSE(house.set_rooms({{.name = "hall",
                                 .lamps = std::vector<std::string>{"zigbee2mqtt:hall lamp"},
                                 .limits = {.max_hours = std::optional(5.5)}}},
                               {}));
  EXPECT_FALSE(house.obstacle()) << *house.obstacle();
  EXPECT_EQ(house.text(),
            "[home]\nlatitude = 52.52\nlongitude = 13.405\ntime_zone = "
            "\"Europe/Berlin\"\n\n[broker]\nhost = \"192.168.1.5\"\n\n[[room]]\n"
            "name = \"hall\"\nlamps = [\"zigbee2mqtt:hall lamp\"]\nmax_hours = 5.5\n"
            "\n[[source]]\ntopic = \"zigbee2mqtt/hall lamp\"\nformat = "
            "\"zigbee2mqtt-state\"\nroom = \"hall\"\n\n[store]\ndirectory = \"" +
                folder_.path("store") + "\"\n\n[web]\nlisten = \"0.0.0.0\"\n");
  ASSERT_TRUE(house.write());
  const Result<Config> written = load_config(path_);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(written->web.listen, "0.0.0.0") << "a headless machine stays reachable";
  EXPECT_EQ(written->rooms.at(0).limits.max_lit, std::chrono::minutes(330));
}

TEST_F(DraftTest, KeepsEveryCommentAndShowsOnlyWhatChanges) {
  Draft house = draft();
  EXPECT_FALSE(house.set_place(48.137, 11.575, "Europe/Berlin", day));
  EXPECT_FALSE(
      house.set_rooms({{.name = "hall",
                        .limits = {.after_dark = std::optional(true),
                                   .hours = std::vector<std::string>{"06:30-08:30", "17:00-23:00"},
                                   .max_hours = std::optional<double>()}}},
                      {}));
  EXPECT_EQ(house.difference(),
            "  # Our house, by Ada.\n  [home]\n"
            "- latitude = 52.52   # the tower\n- longitude = 13.4\n"
            "+ latitude = 48.137   # the tower\n+ longitude = 11.575\n"
            "  time_zone = \"Europe/Berlin\"\n  \n"
            "  name = \"hall\"      # downstairs\n  lamps = [\"zigbee2mqtt:hall lamp\"]\n"
            "- max_hours = 6\n+ after_dark = true\n+ hours = [\"06:30-08:30\", "
            "\"17:00-23:00\"]\n");
}

TEST_F(DraftTest, LimitsAllRoomsThatDoNotLimitThemselves) {
  Draft house = draft();
  EXPECT_EQ(field_of(house.set_limits({.hours = std::vector<std::string>{"7-9"}})), "hours");
  EXPECT_EQ(field_of(house.set_limits({.max_brightness = std::optional(101.0)})), "max_brightness");
  EXPECT_FALSE(house.has_changed());
  EXPECT_FALSE(house.set_limits({.after_dark = std::optional(true),
                                 .hours = std::vector<std::string>{"17:00-23:00"},
                                 .max_hours = std::optional(3.0)}));
  EXPECT_NE(
      house.text().find("[away]\nafter_dark = true\nhours = [\"17:00-23:00\"]\nmax_hours = 3"),
      std::string::npos)
      << house.text();
  EXPECT_EQ(house.config().rooms.at(0).limits.max_lit, std::chrono::hours(6)) << "its own";
  EXPECT_EQ(house.config().rooms.at(0).limits.hours.size(), 1U);
  EXPECT_FALSE(house.set_limits({.after_dark = std::optional<bool>(),
                                 .hours = std::vector<std::string>(),
                                 .max_hours = std::optional<double>()}));
  EXPECT_EQ(house.config().rooms.at(0).limits.hours.size(), 0U);
  EXPECT_FALSE(house.config().away.limits.max_lit);
}

TEST_F(DraftTest, AWrongAnswerNamesItsFieldAndChangesNothing) {
  Draft house = draft();
  EXPECT_EQ(field_of(house.set_place(95, 13, "Europe/Berlin", day)), "latitude");
  EXPECT_EQ(field_of(house.set_place(52, 200, "Europe/Berlin", day)), "longitude");
  EXPECT_EQ(field_of(house.set_place(52, 13, "Europe/Belrin", day)), "time_zone");
  EXPECT_EQ(field_of(house.set_place(52, 13, "", day)), "time_zone");
  const SetupStep far = house.set_place(52, 13, "America/Los_Angeles", day);
  EXPECT_EQ(field_of(far), "time_zone") << "its clock is not that of the sun there";
  BrokerConfig broker;
  broker.host = "";
  EXPECT_EQ(field_of(house.set_broker(broker)), "host");
  EXPECT_EQ(field_of(house.set_rooms({{.name = " hall"}}, {})), "rooms.0.name");
  EXPECT_EQ(field_of(house.set_rooms({{.name = "a"}, {.name = "a"}}, {})), "rooms.1.name");
  EXPECT_EQ(field_of(house.set_rooms(
                {{.name = "hall", .limits = {.hours = std::vector<std::string>{"7-9"}}}}, {})),
            "rooms.0.hours");
  EXPECT_EQ(field_of(house.set_rooms(
                {{.name = "hall", .limits = {.max_brightness = std::optional(101.0)}}}, {})),
            "rooms.0.max_brightness");
  EXPECT_EQ(field_of(house.set_rooms(
                {{.name = "hall", .limits = {.max_hours = std::optional(0.1)}}}, {})),
            "rooms.0.max_hours");
  EXPECT_EQ(field_of(house.set_rooms({{.name = "hall", .type = "cellar"}}, {})), "rooms.0.type");
  EXPECT_EQ(
      field_of(house.set_rooms(
          {{.name = "hall", .lamps = std::vector<std::string>{"Zigbee2MQTT:hall lamp"}}}, {})),
      "rooms.0.lamps");
  EXPECT_EQ(field_of(house.set_rooms({}, {"attic"})), "remove.0");
  EXPECT_EQ(
      field_of(house.set_rooms(
          {{.name = "attic", .lamps = std::vector<std::string>{"zigbee2mqtt:hall lamp"}}}, {})),
      "rooms")
      << "a lamp in two rooms";
  EXPECT_EQ(field_of(house.set_vacations({{"2026-12-20", ""}})), "vacations.0.to");
  EXPECT_EQ(field_of(house.set_vacations({{"2026-12-20", "2026-12-10"}})), "vacations.0.to");
  EXPECT_EQ(field_of(house.set_vacations({{"2026-12-20", "Friday"}})), "vacations.0.to");
  EXPECT_FALSE(house.has_changed());
  EXPECT_EQ(house.text(), by_ada);
}

TEST_F(DraftTest, SentencesSayNothingOfLinesThatWereNotTyped) {
  const SetupStep step =
      draft().set_rooms({{.name = "hall", .limits = {.max_brightness = std::optional(101.0)}}}, {});
  ASSERT_TRUE(step);
  EXPECT_EQ(step->error.message.find("toml"), std::string::npos) << step->error.message;
  EXPECT_EQ(step->error.message.find('['), std::string::npos) << step->error.message;
}

TEST_F(DraftTest, ALampAtTheBrokerHasItsSourceForAsLongAsItIsChosen) {
  Draft house = draft();
  EXPECT_FALSE(house.set_rooms(
      {{.name = "hall",
        .lamps = std::vector<std::string>{"esphome:porch/ceiling", "tasmota:plug/POWER2"}}},
      {}));
  std::vector<std::string> topics;
  for (const SourceConfig& source : house.config().sources) topics.push_back(source.topic);
  EXPECT_EQ(topics, (std::vector<std::string>{"zigbee2mqtt/{sensor}", "porch/light/ceiling/state",
                                              "stat/plug/POWER2", "tele/plug/STATE"}));
  EXPECT_EQ(house.config().sources.at(3).pointer, "/POWER2");
  EXPECT_FALSE(house.set_rooms({}, {"hall"}));
  EXPECT_EQ(house.config().sources.size(), 1u);
  EXPECT_TRUE(house.config().rooms.empty());
}

TEST_F(DraftTest, VacationsComeAndGo) {
  Draft house = draft();
  EXPECT_FALSE(house.set_vacations({{"2026-12-20", "2026-12-27"}, {"2027-02-01", "2027-02-08"}}));
  EXPECT_EQ(house.config().away.vacations.size(), 2u);
  EXPECT_FALSE(house.set_vacations({{"2027-02-01", "2027-02-08"}}));
  ASSERT_EQ(house.config().away.vacations.size(), 1u);
  EXPECT_EQ(house.config().away.vacations[0].from, "2027-02-01");
  EXPECT_FALSE(house.set_vacations({}));
  EXPECT_EQ(house.text(), by_ada);
}

TEST_F(DraftTest, AFileThatChangedMeanwhileIsNotOverwritten) {
  Draft house = draft();
  EXPECT_FALSE(house.set_place(48.137, 11.575, "Europe/Berlin", day));
  static_cast<void>(folder_.write("lamplighter.toml", by_ada + "# Bob was here\n"));
  EXPECT_EQ(house.write().error().fault, Fault::refused);
  EXPECT_EQ(folder_.read("lamplighter.toml"), by_ada + "# Bob was here\n");
}

TEST_F(DraftTest, ARoomWhoseThingsMoveTogetherIsRenamedAndKeepsItsLimitsAndComments) {
  const std::string text =
      "# The bath.\n[[room]]\nname = \"bath\" # upstairs\nlamps = [\"Mirror\"]\n"
      "sensor = \"bath\"\nmax_hours = 6\n\n" +
      by_ada;
  Draft house = draft(text);
  const RoomWish bathroom{"bathroom", {{"Mirror"}}, "bath"};
  ASSERT_FALSE(house.set_rooms({bathroom}, {"bath"}));
  std::string expected = text;
  expected.replace(expected.find("\"bath\""), 6, "\"bathroom\"");
  EXPECT_EQ(house.text(), expected);

  Draft lamps = draft("[[room]]\nname = \"bath\" # upstairs\nlamps = [\"Mirror\"]\n");
  ASSERT_FALSE(lamps.set_rooms({RoomWish{"bathroom", {{"Mirror"}}, ""}}, {"bath"}));
  EXPECT_EQ(lamps.text(), "[[room]]\nname = \"bathroom\" # upstairs\nlamps = [\"Mirror\"]\n");

  Draft other = draft(text);  // without its lamp it is a different room
  const RoomWish sensor{"bathroom", std::vector<std::string>(), "bath"};
  ASSERT_FALSE(other.set_rooms({sensor}, {"bath"}));
  EXPECT_EQ(other.text().find("max_hours = 6\n\n#"), std::string::npos);
}

TEST_F(DraftTest, ErrorsThatTheFileHadBlameNoFieldAndNothingIsWritten) {
  Draft house = draft(by_ada + "\n[mystery]\ncolour = 1\n");
  EXPECT_FALSE(house.set_place(48.137, 11.575, "Europe/Berlin", day));
  EXPECT_NE(house.text().find("[mystery]\ncolour = 1\n"), std::string::npos);
  ASSERT_TRUE(house.obstacle());
  EXPECT_NE(house.obstacle()->find("mystery"), std::string::npos);
}

TEST_F(DraftTest, MakesTheFolderOfTheFile) {
  Draft house = open(folder_.path("etc/lamplighter/lamplighter.toml"));
  EXPECT_FALSE(house.set_place(48.137, 11.575, "Europe/Berlin", day));
  EXPECT_FALSE(house.set_bridge("bridge.key", "192.168.1.2"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("etc")));
  ASSERT_TRUE(house.write());
  EXPECT_TRUE(load_config(path_));
}

TEST_F(DraftTest, AFileThatIsNotTomlIsLeftAsItIs) {
  const auto draft = Draft::read(folder_.write("x.toml", "[home\n"), {});
  ASSERT_FALSE(draft);
  EXPECT_NE(draft.error().message.find("x.toml"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::app
