// SPDX-License-Identifier: Apache-2.0
#include "state/play_memory_file.h"

#include "csv/on_off_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

const Instant noon = *parse_instant("2026-11-24T12:00:00Z");

TEST(PlayMemoryFile, ComesBackAsItWas) {
  const testing::ScratchFolder folder;
  const std::string store = folder.path("store");
  const LampSetting red{OnOff::on, {100, std::nullopt}, Xy{0.675, 0.322}};
  const PlayMemory memory{
      {{LampId("hue:1"), {RoomName("hall"), LampSetting{}, OnOff::on, std::nullopt}},
       {LampId("hue:2"), {RoomName("hall"), red, OnOff::off, noon}},
       {LampId("mqtt:a"), {RoomName("a \"quoted\" room"), std::nullopt, std::nullopt, noon}},
       {LampId("mqtt:b"),
        {RoomName("study"), LampSetting{OnOff::on, {22.834645669291337, 400}}, OnOff::off, {}}}},
      {{RoomName("kitchen"), {OnOff::on, OnOff::off, noon}}}};
  ASSERT_TRUE(keep_play_memory(store, memory));
  EXPECT_EQ(*read_play_memory(store), memory);
  struct stat status {};
  ASSERT_EQ(::stat((store + "/play.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_TRUE(keep_play_memory(store, {}));
  EXPECT_EQ(*read_play_memory(store), PlayMemory{});
}

TEST(PlayMemoryFile, NothingToKeepMakesNoFile) {
  const testing::ScratchFolder folder;
  ASSERT_TRUE(keep_play_memory(folder.path("store"), {}));
  EXPECT_FALSE(std::filesystem::exists(folder.path("store")));
  EXPECT_EQ(*read_play_memory(folder.path("store")), PlayMemory{});
}

TEST(PlayMemoryFile, WhatIsNoneIsAnError) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"format":1})", R"({"format":1,"rooms":7})",
        R"({"format":0,"rooms":[]})", R"({"format":"1","rooms":[]})",
        R"({"format":1,"rooms":[{"room":"hall"}]})",
        R"({"format":1,"rooms":[{"room":7,"before":null,"told":null,"left_until":null}]})",
        R"({"format":1,"rooms":[{"room":"a","before":null,"told":"of","left_until":null}]})",
        R"({"format":1,"rooms":[{"room":"a","before":"","told":null,"left_until":null}]})",
        R"({"format":1,"rooms":[{"room":"a","before":null,"told":null,"left_until":"noon"}]})",
        R"({"format":1,"rooms":[],"checksum":"fnv1a64:0000000000000000"})",
        R"({"format":1,"rooms":[],"more":1})"}) {
    const Result<PlayMemory> memory = parse_play_memory(text);
    ASSERT_FALSE(memory) << text;
    EXPECT_EQ(memory.error().fault, Fault::bad_input) << text;
  }
}

TEST(PlayMemoryFile, OneOfBeforeThereWasAChecksumIsRead) {
  const Result<PlayMemory> memory = parse_play_memory(
      R"({"format":1,"rooms":[{"room":"hall","before":"off","told":"on","left_until":null}]})");
  ASSERT_TRUE(memory);
  EXPECT_EQ(*memory, (PlayMemory{{}, {{RoomName("hall"), {OnOff::off, OnOff::on, std::nullopt}}}}));
}

TEST(PlayMemoryFile, NoFlippedBitAndNoTornEndIsTakenForAnotherMemory) {
  const std::string text =
      format_play_memory({{{LampId("hue:1"), {RoomName("hall"), LampSetting{}, OnOff::on, noon}}},
                          {{RoomName("study"), {std::nullopt, OnOff::off, noon}}}});
  ASSERT_TRUE(parse_play_memory(text));
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    EXPECT_FALSE(parse_play_memory(text.substr(0, i))) << i;
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      EXPECT_FALSE(parse_play_memory(flipped)) << flipped;
    }
  }
}

TEST(PlayMemoryFile, ANewerFormatIsRefusedAndStays) {
  const testing::ScratchFolder folder;
  const std::string newer = R"({"format":3,"rooms":{}})";
  static_cast<void>(folder.write("play.json", newer));
  int damages = 0;
  const auto memory = recover_play_memory(folder.path("."), [&](const Error&) { ++damages; });
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().fault, Fault::refused);
  EXPECT_NE(memory.error().message.find("format 3 is newer"), std::string::npos);
  EXPECT_EQ(damages, 0);
  EXPECT_EQ(folder.read("play.json"), newer);
}

class DamagedMemory : public ::testing::Test {
 protected:
  /// An interrupted play of three rooms, and an earlier one some days before.
  void SetUp() override {
    const PlayRecord record(folder.path("."));
    ASSERT_TRUE(record.turned(true, noon - 72h));
    ASSERT_TRUE(record.took({noon - 71h, RoomName("attic"), OnOff::on, switched, ""}));
    ASSERT_TRUE(record.turned(false, noon - 48h));
    ASSERT_TRUE(record.turned(true, noon - 2h));
    ASSERT_TRUE(record.took({noon - 1h, RoomName("hall"), OnOff::off, switched, ""}));
    ASSERT_TRUE(record.turned(true, noon - 40min));  // restarted
    ASSERT_TRUE(record.took({noon - 30min, RoomName("hall"), OnOff::on, switched, ""}));
    ASSERT_TRUE(record.took({noon - 20min, RoomName("study"), OnOff::on, switched, ""}));
    ASSERT_TRUE(record.took({noon - 10min, RoomName("study"), OnOff::off, switched, ""}));
    ASSERT_TRUE(record.took({noon - 9min, RoomName("bath"), OnOff::on, switched, ""}));
    ASSERT_TRUE(record.took({noon - 8min, RoomName("bath"), OnOff::off, Outcome::restored, ""}));
  }

  using Outcome = PlayStep::Outcome;
  static constexpr Outcome switched = Outcome::switched;
  const PlayMemory recorded{{},
                            {{RoomName("hall"), {std::nullopt, OnOff::on, std::nullopt}},
                             {RoomName("study"), {std::nullopt, OnOff::off, std::nullopt}}}};
  testing::ScratchFolder folder;
};

TEST_F(DamagedMemory, IsKeptAsideAndWhatWasCommandedLastIsKnownFromTheRecord) {
  static_cast<void>(folder.write("play.json", "{\"format\":1,\"rooms\":[{\"ro"));
  std::vector<std::string> damages;
  const auto memory = recover_play_memory(
      folder.path("."), [&](const Error& error) { damages.push_back(error.message); });
  ASSERT_TRUE(memory);
  EXPECT_EQ(*memory, recorded);
  EXPECT_EQ(*read_play_memory(folder.path(".")), recorded) << "a second crash forgets nothing";
  EXPECT_EQ(folder.read("play.json.damaged"), "{\"format\":1,\"rooms\":[{\"ro");
  ASSERT_EQ(damages.size(), 1U);
  EXPECT_NE(damages[0].find("play.json.damaged"), std::string::npos);
}

TEST_F(DamagedMemory, EachOneIsKept) {
  for (const char* name : {"play.json.damaged", "play.json.damaged-2", "play.json.damaged-3"}) {
    static_cast<void>(folder.write("play.json", name));
    ASSERT_TRUE(recover_play_memory(folder.path("."), [](const Error&) {}));
    EXPECT_EQ(folder.read(name), name);
  }
}

}  // namespace

namespace {

using Outcome = PlayStep::Outcome;

const RoomName hall("hall");
const Instant evening = *parse_instant("2026-11-24T19:42:17.25Z");

class PlayRecordTest : public ::testing::Test {
 protected:
  testing::ScratchFolder folder;
  PlayRecord record{folder.path(".")};
};

TEST_F(PlayRecordTest, WhatWasSwitchedReadsBackAsAnOnOffFile) {
  ASSERT_TRUE(record.took({evening, hall, OnOff::on, Outcome::switched, ""}));
  ASSERT_TRUE(record.took({evening + 1h, hall, OnOff::on, Outcome::failed, "no answer"}));
  ASSERT_TRUE(record.took({evening + 2h, hall, OnOff::off, Outcome::restored, ""}));
  const auto rows = csv::read_on_off({played_path(folder.path("."))});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->changes, (std::vector<Change>{{evening, hall, LampState::on},
                                                {evening + 2h, hall, LampState::unknown}}));
}

TEST_F(PlayRecordTest, AbsencesAreAFileOfTheirOwnForTheOwnerAlone) {
  ASSERT_TRUE(record.turned(true, evening));
  ASSERT_TRUE(record.turned(false, evening + 24h));
  const auto rows = csv::read_on_off({absences_path(folder.path("."))});
  ASSERT_TRUE(rows);
  const RoomName household(absent_household);
  EXPECT_EQ(rows->changes, (std::vector<Change>{{evening, household, LampState::on},
                                                {evening + 24h, household, LampState::off}}));
  struct stat status {};
  ASSERT_EQ(::stat(absences_path(folder.path(".")).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(PlayRecordTest, ATornRowSpoilsNoOther) {
  ASSERT_TRUE(record.turned(true, evening));
  std::ofstream(absences_path(folder.path(".")), std::ios::app) << "17900";
  ASSERT_TRUE(record.turned(false, evening + 1h));
  const auto rows = csv::read_on_off({absences_path(folder.path("."))});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->changes.size(), 2U);
}

TEST_F(PlayRecordTest, AStoreThatIsGoneIsAnError) {
  const Result<void> written = PlayRecord("/nonexistent").turned(true, evening);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::not_found);
}

}  // namespace

}  // namespace lamplighter::app
