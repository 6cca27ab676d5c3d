// SPDX-License-Identifier: Apache-2.0
#include "csv/names.h"

#include "core/random.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

namespace lamplighter::csv {
namespace {

using namespace std::string_literals;

TEST(Names, AcceptsWhatHomesCallTheirSensors) {
  for (const std::string name : {"front-room", "1", "Küche", "living room/lamp", "a,b",
                                 "say \"hi\"", "..", "100%", "灯", "🛋", "../../etc/cron.d/x"}) {
    EXPECT_TRUE(is_good_name(name)) << name;
  }
  EXPECT_TRUE(is_good_name(std::string(240, 'x')));
}

TEST(Names, RefusesWhatNoRowAndNoPathCanHold) {
  for (const std::string& name :
       {""s, "a\nb"s, "a\rb"s, "a\0b"s, "\x7F"s, "tab\there"s, "\xFF"s, "\xC3"s, "\xC0\xAF"s,
        "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "\xE2\x80\xA8"s, "\xE2\x80\xAE"s, "\xC2\x85"s,
        std::string(10'000, 'x'), std::string(241, 'x'), std::string(81, ' ')}) {
    EXPECT_FALSE(is_good_name(name)) << printable(name);
  }
}

TEST(Names, StemsCannotLeaveTheirFolder) {
  EXPECT_EQ(stem_of_name("front-room"), "front-room");
  EXPECT_EQ(stem_of_name("../../etc/cron.d/x"), "%2E.%2F..%2Fetc%2Fcron.d%2Fx");
  EXPECT_EQ(stem_of_name(".."), "%2E.");
  EXPECT_EQ(stem_of_name("."), "%2E");
  EXPECT_EQ(stem_of_name(".hidden"), "%2Ehidden");
  EXPECT_EQ(stem_of_name("a,b c"), "a%2Cb%20c");
  EXPECT_EQ(stem_of_name("Küche"), "Küche");
  EXPECT_EQ(stem_of_name("100%2C"), "100%252C");
}

TEST(Names, EveryGoodNameComesBackFromItsStemAndNoTwoShareOne) {
  Rng rng(4);
  std::set<std::string> names;
  std::set<std::string> stems;
  const std::string alphabet = "aZ9.-_/%2FE, \"'\\*?~$\xC3\xBC\xE7\x81\xAF";
  for (int i = 0; i < 50'000; ++i) {
    std::string name;
    const std::uint64_t size = 1 + rng.below(12);
    for (std::uint64_t k = 0; k < size; ++k) name += alphabet[rng.below(alphabet.size())];
    if (!is_good_name(name)) continue;
    const std::string stem = stem_of_name(name);
    ASSERT_EQ(name_of_stem(stem), name);
    ASSERT_EQ(stem.find_first_of("/, \"\\*?~$"), std::string::npos) << stem;
    ASSERT_NE(stem.front(), '.');
    ASSERT_LE(stem.size(), max_stem);
    names.insert(name);
    stems.insert(stem);
  }
  EXPECT_GT(names.size(), 8'000U);
  EXPECT_EQ(stems.size(), names.size());
}

TEST(Names, UnescapingLeavesAPercentThatBeginsNoEscape) {
  EXPECT_EQ(name_of_stem("100%"), "100%");
  EXPECT_EQ(name_of_stem("a%2"), "a%2");
  EXPECT_EQ(name_of_stem("a%zz"), "a%zz");
  EXPECT_EQ(name_of_stem("a%2Cb"), "a,b");
}

TEST(Names, MessagesShowOnlyPrintableAscii) {
  EXPECT_EQ(printable("a\nb\x1B[2J"), "a?b?[2J");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
}

}  // namespace

namespace {

const Date day = *parse_date("2016-07-02");

TEST(StorePath, IsOneFileASensorAndDay) {
  EXPECT_EQ(store_path(StoreKind::readings, "front-room", day),
            "readings/front-room/front-room-2016-07-02.csv");
  EXPECT_EQ(store_path(StoreKind::lamps, "Küche", day), "lamps/Küche/Küche-2016-07-02.csv");
  EXPECT_EQ(store_path(StoreKind::readings, "living room/lamp", day),
            "readings/living%20room%2Flamp/living%20room%2Flamp-2016-07-02.csv");
}

TEST(StorePath, NoNameLeavesItsKindsFolder) {
  for (const char* name : {"..", ".", "../../etc/cron.d/x", "/etc/passwd", "a/../../b", "~", "\\..",
                           "..%2F..", "%2e%2e/", "-rf", "con"}) {
    ASSERT_TRUE(is_good_name(name)) << name;
    const std::filesystem::path path(store_path(StoreKind::readings, name, day));
    EXPECT_EQ(path, path.lexically_normal()) << name;
    EXPECT_EQ(path.parent_path().parent_path(), "readings") << name;
    EXPECT_LE(path.filename().string().size(), 255U);
  }
  EXPECT_LE(std::filesystem::path(store_path(StoreKind::lamps, std::string(80, ','), day))
                .filename()
                .string()
                .size(),
            255U);
}

TEST(StorePath, TellsTheDayOfItsOwnFilesOnly) {
  EXPECT_EQ(day_of_file("front-2016-07-02.csv", "front"), day);
  EXPECT_EQ(day_of_file("a%2Fb-2016-07-02.csv", "a/b"), day);
  for (const char* file : {"front-2016-07-02.csv.damaged", "front-2016-02-30.csv", "front.csv",
                           "back-2016-07-02.csv", "front-2016-07-02.csv.new", "lost+found", "",
                           "front-room-2016-07-02.csv", "front-2016-07-2.csv"}) {
    EXPECT_FALSE(day_of_file(file, "front")) << file;
  }
}

}  // namespace

}  // namespace lamplighter::csv
