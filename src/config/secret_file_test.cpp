// SPDX-License-Identifier: Apache-2.0
#include "config/secret_file.h"

#include "files/replace_file.h"
#include "system/text_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace lamplighter::app {
namespace {

class SecretFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "lamplighter-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string path(const char* name) const { return folder + "/" + name; }
  [[nodiscard]] static unsigned mode(const std::string& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
  }

  std::string folder;
};

TEST_F(SecretFileTest, WhatIsWrittenIsReadAndNoOtherUserMayReadIt) {
  ASSERT_TRUE(write_secret_file(path("key"), "abc"));
  EXPECT_EQ(*read_secret_file(path("key")), "abc");
  EXPECT_EQ(mode(path("key")), 0600U);
}

TEST_F(SecretFileTest, AFileThatOthersMayReadIsRefusedWithTheCommandThatMendsIt) {
  ASSERT_TRUE(files::replace_file(path("key"), "abc", 0640));
  const Result<std::string> key = read_secret_file(path("key"));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().fault, Fault::refused);
  EXPECT_NE(key.error().message.find("chmod 600 " + path("key")), std::string::npos);
}

TEST_F(SecretFileTest, APlanningSecretIsMadeOnceAndThenKept) {
  const Date day = *parse_date("2016-07-31");
  const Result<Secret> made = planning_secret(path("deep/er/planning.secret"));
  ASSERT_TRUE(made);
  EXPECT_EQ(mode(path("deep/er/planning.secret")), 0600U);
  const Result<Secret> again = planning_secret(path("deep/er/planning.secret"));
  EXPECT_EQ(made->chance(day, "x").bits(), again->chance(day, "x").bits());
  const Result<Secret> other = planning_secret(path("other.secret"));
  EXPECT_NE(made->chance(day, "x").bits(), other->chance(day, "x").bits());
}

TEST_F(SecretFileTest, OtherTextIsNoPlanningSecret) {
  for (const char* text :
       {"", "12", "zz", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg"}) {
    ASSERT_TRUE(write_secret_file(path("planning.secret"), text));
    ASSERT_FALSE(planning_secret(path("planning.secret"))) << text;
  }
}

TEST_F(SecretFileTest, WhatOnlyItsOwnerMayReadSaysHow) {
  ASSERT_TRUE(files::replace_file(path("theirs"), "text"));
  ASSERT_EQ(::chmod(path("theirs").c_str(), 0), 0);
  const uid_t root = ::geteuid();
  constexpr uid_t nobody = 65534;
  if (root == 0) {  // whom no mode keeps out
    ASSERT_EQ(::seteuid(nobody), 0);
  }
  const auto read = read_text_file(path("theirs"), 10);
  if (root == 0) {
    ASSERT_EQ(::seteuid(root), 0);
  }
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("with sudo"), std::string::npos) << read.error().message;
}

TEST_F(SecretFileTest, AFolderOrATooLongFileIsAnError) {
  EXPECT_FALSE(read_text_file(folder, 10));
  ASSERT_TRUE(files::replace_file(path("long"), "0123456789a"));
  EXPECT_EQ(read_text_file(path("long"), 10).error().fault, Fault::bad_input);
}

}  // namespace
}  // namespace lamplighter::app
