// SPDX-License-Identifier: Apache-2.0
#include "backup/archive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace lamplighter::app {
namespace {

using Members = std::map<std::string, std::string>;

std::string written(const Members& members) {
  std::string all;
  ArchiveWriter writer([&](std::string_view bytes) {
    all += bytes;
    return Result<void>();
  });
  for (const auto& [name, bytes] : members) EXPECT_TRUE(writer.add(name, bytes, 1'790'000'000));
  EXPECT_TRUE(writer.finish());
  return all;
}

Result<Members> read(std::string_view text, std::size_t at_once = 1000) {
  ArchiveReader reader([&](char* to, std::size_t size) -> Result<std::size_t> {
    const std::string_view got = text.substr(0, std::min(size, at_once));
    std::ranges::copy(got, to);
    text.remove_prefix(got.size());
    return got.size();
  });
  Members members;
  while (true) {
    const auto member = reader.next();
    if (!member) return member.error();
    if (!*member) return members;
    std::string& bytes = members[(*member)->name];
    const auto taken = reader.bytes([&](std::string_view piece) {
      bytes += piece;
      return Result<void>();
    });
    if (!taken) return taken.error();
    EXPECT_EQ(bytes.size(), (*member)->size);
  }
}

Members house() {
  return {
      {"empty", ""},
      {"one", "1"},
      {"whole/block", std::string(512, 'x')},
      {"large", std::string(200'000, 'y')},
      {"store/readings/" + std::string(120, 'n') + "/" + std::string(120, 'n') + ".csv", "rows"}};
}

TEST(Archive, GivesBackWhatWasPutIn) {
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{511}, std::size_t{100'000}}) {
    const auto members = read(written(house()), at_once);
    ASSERT_TRUE(members) << members.error().message;
    EXPECT_EQ(*members, house());
  }
}

TEST(Archive, IsRefusedWhereAnyByteIsAnother) {
  const std::string good = written({{"a", "some bytes"}, {"b/c", "others"}});
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    const auto members = read(bad);
    // Unused header fields and the padding of blocks may differ.
    if (members) {
      EXPECT_EQ(*members, *read(good)) << i;
    }
  }
}

TEST(Archive, IsRefusedWhereItIsCutOff) {
  const std::string good = written({{"a", "some bytes"}, {"b/c", "others"}});
  for (std::size_t size = 0; size < good.size(); size += 7)
    EXPECT_FALSE(read(std::string_view(good).substr(0, size))) << size;
}

TEST(Archive, IsRefusedWhereAMemberIsMissingOrMoved) {
  const std::string good = written({{"a", "1"}, {"b", "2"}});
  std::string missing = good;
  missing.erase(0, 1024);
  EXPECT_FALSE(read(missing));
  std::string twice = good.substr(0, 1024) + good;
  EXPECT_FALSE(read(twice));
}

TEST(Archive, TakesNoNameThatLeadsElsewhere) {
  for (const char* name : {"", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".", "a/./b", "a b",
                           "a\nb", "a\\b", "a\x80"})
    EXPECT_FALSE(good_member_name(name)) << name;
  for (const char* name : {"a", "store/readings/hall/hall-2026-11-30.csv", "..a", "a%20b"})
    EXPECT_TRUE(good_member_name(name)) << name;
}

TEST(Archive, SaysWhereAFileGrewWhileItWasRead) {
  ArchiveWriter writer([](std::string_view) { return Result<void>(); });
  int pieces = 0;
  const auto added = writer.add(
      "a", 3, 0, [&]() -> Result<std::string> { return ++pieces == 1 ? "longer" : std::string(); });
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().message, "a: changed while it was read; try again");
}

}  // namespace
}  // namespace lamplighter::app
