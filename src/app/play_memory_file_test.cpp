// SPDX-License-Identifier: Apache-2.0
#include "app/play_memory_file.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace lamplighter::app {
namespace {

const Instant noon = *parse_instant("2026-11-24T12:00:00Z");

TEST(PlayMemoryFile, ComesBackAsItWas) {
  const testing::ScratchFolder folder;
  const std::string store = folder.path("store");
  const PlayMemory memory{{RoomName("hall"), {OnOff::off, OnOff::on, std::nullopt}},
                          {RoomName("a \"quoted\" room"), {std::nullopt, std::nullopt, noon}},
                          {RoomName("kitchen"), {OnOff::on, OnOff::off, noon}}};
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
        R"({"format":1,"rooms":[{"room":"hall"}]})",
        R"({"format":1,"rooms":[{"room":7,"before":null,"told":null,"left_until":null}]})"}) {
    EXPECT_FALSE(parse_play_memory(text)) << text;
  }
}

}  // namespace
}  // namespace lamplighter::app
