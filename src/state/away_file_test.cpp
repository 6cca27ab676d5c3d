// SPDX-License-Identifier: Apache-2.0
#include "state/away_file.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace lamplighter::app {
namespace {

const Instant given = *parse_instant("2026-11-24T19:42:17.25Z");

TEST(AwayFile, EveryOrderComesBackAsItWas) {
  for (const OccupancyOverride& order :
       {OccupancyOverride{}, OccupancyOverride{true, given}, OccupancyOverride{false, given},
        OccupancyOverride{true, given, given + 48h}, OccupancyOverride{false, given, {}, true}}) {
    EXPECT_EQ(*parse_away(format_away(order)), order) << format_away(order);
  }
}

TEST(AwayFile, IsWrittenAsItIsDocumented) {
  EXPECT_EQ(format_away({true, given, given + 24h}),
            "{\"format\":1,\"away\":true,\"said_at\":\"2026-11-24T19:42:17.250000Z\","
            "\"until\":\"2026-11-25T19:42:17.250000Z\",\"synced\":false}\n");
}

// Older versions did not write `synced`: then an order from the broker may only end an absence.
TEST(AwayFile, AnOrderOfAnOlderVersionIsRead) {
  const std::string begin =
      R"({"format":1,"said_at":"2026-11-24T19:42:17.25Z","until":null,"away":)";
  EXPECT_EQ(*parse_away(begin + "true}"), (OccupancyOverride{true, given, {}, true}));
  EXPECT_EQ(*parse_away(begin + "false}"), (OccupancyOverride{false, given, {}, false}));
}

TEST(AwayFile, AChangeSeesWhatIsKeptAndMayLeaveIt) {
  const testing::ScratchFolder folder;
  const std::string store = folder.path("store");
  ASSERT_TRUE(keep_away(store, {false, given}));
  const auto unchanged =
      change_away(store, [](const OccupancyOverride& kept) -> std::optional<OccupancyOverride> {
        EXPECT_EQ(kept, (OccupancyOverride{false, given}));
        return std::nullopt;
      });
  EXPECT_EQ(*unchanged, (OccupancyOverride{false, given}));
  const OccupancyOverride away{true, given + 1h};
  EXPECT_EQ(*change_away(store, [&](const OccupancyOverride&) { return away; }), away);
  EXPECT_EQ(*read_away(store), away);
}

TEST(AwayFile, WhatIsNoOrderIsAnErrorThatSaysWhatToDo) {
  for (const char* text :
       {"", "{", "[]", "null", "{}", R"({"format":2,"away":true,"said_at":"2026-11-24T19:42:17Z"})",
        R"({"format":1,"away":"yes","said_at":"2026-11-24T19:42:17Z"})",
        R"({"format":1,"said_at":"2026-11-24T19:42:17Z"})", R"({"format":1,"away":true})",
        R"({"format":1,"away":true,"said_at":"today"})", R"({"format":1,"away":true,"said_at":7})",
        R"({"format":1,"away":true,"said_at":"2026-11-24T19:42:17Z","until":"later"})",
        R"({"format":1,"away":true,"said_at":"2026-11-24T19:42:17Z","synced":1})"}) {
    const Result<OccupancyOverride> order = parse_away(text);
    ASSERT_FALSE(order) << text;
    EXPECT_EQ(order.error().fault, Fault::bad_input) << text;
    EXPECT_NE(order.error().message.find("lamplighter away"), std::string::npos) << text;
  }
}

TEST(AwayFile, WithoutAnOrderTheHouseholdIsHome) {
  const testing::ScratchFolder folder;
  EXPECT_EQ(*read_away(folder.path("none")), OccupancyOverride{.synced = true});
}

TEST(AwayFile, AnOrderIsKeptForItsOwnerAlone) {
  const testing::ScratchFolder folder;
  const std::string store = folder.path("new/store");
  ASSERT_TRUE(keep_away(store, {true, given}));
  EXPECT_EQ(*read_away(store), (OccupancyOverride{true, given}));
  struct stat status {};
  ASSERT_EQ(::stat(away_path(store).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(store.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(AwayFile, AnAwayThatWasOvertakenByAnotherOrderChangesNothing) {
  const testing::ScratchFolder folder;
  const std::string store = folder.path("store");
  ASSERT_TRUE(keep_away(store, {false, given}));
  ASSERT_TRUE(keep_away(store, {true, given - 1s}));
  EXPECT_EQ(*read_away(store), (OccupancyOverride{false, given}));
  ASSERT_TRUE(keep_away(store, {true, given + 1s}));
  EXPECT_EQ(*read_away(store), (OccupancyOverride{true, given + 1s}));
  ASSERT_TRUE(keep_away(store, {false, given})) << "in doubt, home";
  EXPECT_EQ(*read_away(store), (OccupancyOverride{false, given}));
  ASSERT_TRUE(keep_away(store, {true, given - 2h})) << "the clock was wrong before";
  EXPECT_EQ(*read_away(store), (OccupancyOverride{true, given - 2h}));
}

TEST(AwayFile, AStoreThatCannotBeUsedIsAnErrorOfThisMachine) {
  const testing::ScratchFolder folder;
  static_cast<void>(folder.write("file", ""));
  EXPECT_FALSE(keep_away(folder.path("file/store"), {true, given}));
  ASSERT_EQ(::mkdir(folder.path("away.json").c_str(), 0700), 0);
  const Result<void> kept = keep_away(folder.path("."), {true, given});
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().fault, Fault::refused);
}

TEST(AwayFile, ADamagedFileIsNamed) {
  const testing::ScratchFolder folder;
  static_cast<void>(folder.write("away.json", "{\"format\":1,\"aw"));
  const Result<OccupancyOverride> order = read_away(folder.path("."));
  ASSERT_FALSE(order);
  EXPECT_NE(order.error().message.find("away.json"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::app
