// SPDX-License-Identifier: Apache-2.0
#include "csv/store_path.h"

#include "csv/names.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace lamplighter::csv {
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
