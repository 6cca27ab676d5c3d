// SPDX-License-Identifier: Apache-2.0
#include "config/config_edit.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

const std::string written = R"(# Our house, by Ada.
[home]
latitude = 52.5   # the tower
longitude = 13.4
# the zone of the clock on the wall
time_zone = "Europe/Berlin"

[mystery]         # of a later version
colour = { r = 1, g = 2 }

[[room]]
name = "hall"     # downstairs
lamps = [
  "Hall 1",       # at the door
  "Hall 2",
]

[[room]]
name = "Küche"
# nothing yet
)";

std::string edited(const std::vector<ConfigEdit>& edits, const std::string& text = written) {
  const Result<std::string> result = edit_config(text, edits);
  return result ? *result : "error: " + result.error().message;
}

TEST(ConfigEdit, ReplacesAValueAndLeavesEveryCommentWhereItIs) {
  std::string expected = written;
  expected.replace(expected.find("52.5"), 4, "48.137");
  EXPECT_EQ(edited({{"home", {}, "latitude", "48.137"}}), expected);
}

TEST(ConfigEdit, ReplacesAListOfSeveralLines) {
  const std::string text = edited({{"room", "hall", "lamps", R"(["Hall 3"])"}});
  EXPECT_NE(text.find("lamps = [\"Hall 3\"]\n\n[[room]]\nname = \"Küche\""), std::string::npos)
      << text;
}

TEST(ConfigEdit, AddsAKeyUnderTheOthersOfItsTable) {
  EXPECT_NE(edited({{"home", {}, "holidays", R"(["2026-12-25"])"}})
                .find("time_zone = \"Europe/Berlin\"\nholidays = [\"2026-12-25\"]\n\n[mystery]"),
            std::string::npos);
  EXPECT_NE(edited({{"room", "Küche", "lamps", R"(["Küche 1"])"}})
                .find("name = \"Küche\"\nlamps = [\"Küche 1\"]\n# nothing yet\n"),
            std::string::npos);
}

TEST(ConfigEdit, AddsTablesAtTheEnd) {
  EXPECT_EQ(
      edited({{"web", {}, "listen", R"("0.0.0.0")"}, {"room", "attic", "name", R"("attic")"}}),
      written + "\n[web]\nlisten = \"0.0.0.0\"\n\n[[room]]\nname = \"attic\"\n");
  EXPECT_EQ(edited({{"home", {}, "latitude", "1.5"}}, ""), "[home]\nlatitude = 1.5\n");
  EXPECT_EQ(edited({{"home", {}, "latitude", "1.5"}}, "[home]\nlongitude = 2"),
            "[home]\nlongitude = 2\nlatitude = 1.5\n");
}

TEST(ConfigEdit, ColumnsAfterLettersOfSeveralBytesAreRight) {
  EXPECT_EQ(edited({{"store", {}, "directory", R"("/ü")"}},
                   "[store]\n\"ä\" = \"öö\"\ndirectory = \"/größe\" # ß\n"),
            "[store]\n\"ä\" = \"öö\"\ndirectory = \"/ü\" # ß\n");
}

TEST(ConfigEdit, RefusesWhatItCannotDoWithoutChangingMore) {
  for (const auto& [text, edit] : std::vector<std::pair<std::string, ConfigEdit>>{
           {"home = 3\n", {"home", {}, "latitude", "1"}},
           {"[[home]]\n", {"home", {}, "latitude", "1"}},
           {"[room]\n", {"room", "hall", "lamps", "[]"}},
           {"[[room]]\nname = \"a\"\n[[room]]\nname = \"a\"\n", {"room", "a", "lamps", "[]"}},
           {"home = { latitude = 1 }\n", {"home", {}, "longitude", "2"}},
           {"[home\n", {"home", {}, "latitude", "1"}},
           {"[home]\n", {"home", {}, "latitude", "one"}},
           {"[home]\n", {"home", {}, "latitude", "1\nother = 2"}},
           {"[home]\n", {"home", {}, "a = 1 #", "1"}}}) {
    const Result<std::string> result = edit_config(text, {edit});
    ASSERT_FALSE(result) << text << *result;
    EXPECT_EQ(result.error().fault, Fault::bad_input);
  }
}

TEST(ConfigEdit, TextsAreQuotedSoThatTheyComeBack) {
  EXPECT_EQ(toml_string("a \"b\" \\ \n"), R"("a \"b\" \\ \u000A")");
  EXPECT_NE(edited({{"broker", {}, "user", toml_string("x\"\ny = 1 #")}}).find("[broker]"),
            std::string::npos);
}

TEST(ConfigEdit, ShowsWhatDiffersAndTwoLinesAround) {
  EXPECT_EQ(config_difference("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n"),
            "  b\n  c\n- d\n+ D\n  e\n  f\n");
  EXPECT_EQ(config_difference("a\n", "a\n"), "");
  EXPECT_EQ(config_difference("", "a\nb\n"), "+ a\n+ b\n");
}

TEST(ConfigEdit, TakesAKeyAwayWithItsLine) {
  std::string expected = written;
  const std::string line = "longitude = 13.4\n";
  expected.erase(expected.find(line), line.size());
  EXPECT_EQ(edited({{"home", {}, "longitude", ""}}), expected);
  EXPECT_EQ(edited({{"home", {}, "altitude", ""}, {"nothing", {}, "x", ""}}), written);
}

const std::string listed = R"([[source]]
topic = "a/{sensor}"   # the first
format = "json"

[[source]]
# the second
topic = "b"
format = "json"
sensor = "attic"
# below it

[away]
on_stop = "off"
)";

TEST(ConfigEdit, AddsATableBehindTheOthersOfItsList) {
  const Result<std::string> text =
      add_table(listed, "source", {{"topic", toml_string("c/+")}, {"format", R"("json")"}});
  ASSERT_TRUE(text) << text.error().message;
  std::string expected = listed;
  expected.insert(expected.find("# below it"),
                  "\n[[source]]\ntopic = \"c/+\"\nformat = \"json\"\n");
  EXPECT_EQ(*text, expected);
}

TEST(ConfigEdit, AddsATableOfATable) {
  const Result<std::string> one =
      add_table(listed, "away.vacation", {{"from", R"("2026-12-20")"}, {"to", R"("2026-12-27")"}});
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(*one, listed + "\n[[away.vacation]]\nfrom = \"2026-12-20\"\nto = \"2026-12-27\"\n");
  EXPECT_TRUE(add_table("", "away.vacation", {{"from", R"("2026-12-20")"}}));
  EXPECT_FALSE(add_table(listed, "away.on_stop", {{"from", "1"}}));
  EXPECT_FALSE(add_table(listed, "source", {{"from", "1\n[evil]"}}));
  EXPECT_FALSE(add_table("source = [1]\n", "source", {{"from", "1"}}));
}

TEST(ConfigEdit, AddsAKeyToATableThatOnlyHoldsOthers) {
  const std::string vacation = "[home]\nlatitude = 1\n\n[[away.vacation]]\nfrom = 2026-12-20\n";
  const Result<std::string> text =
      edit_config(vacation, {{"away", {}, "max_brightness", "70"}, {"away", {}, "max_hours", "4"}});
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text, vacation + "\n[away]\nmax_brightness = 70\nmax_hours = 4\n");
}

TEST(ConfigEdit, TakesATableOfAListAway) {
  const Result<std::string> text = remove_table(listed, "source", 0);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text, listed.substr(listed.find("[[source]]\n# the second")));
  EXPECT_EQ(remove_table(listed, "source", 2).error().fault, Fault::not_found);
  const Result<std::string> none = remove_table(
      "[home]\nlatitude = 1\n\n[[away.vacation]]\nfrom = 2026-12-20\n", "away.vacation", 0);
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_EQ(*none, "[home]\nlatitude = 1\n");
}

}  // namespace
}  // namespace lamplighter::app
