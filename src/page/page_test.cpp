// SPDX-License-Identifier: Apache-2.0
#include "page/page.h"

#include "files/replace_file.h"
#include "system/text_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

Config config_in(const std::string& folder) {
  Config config;
  config.store.directory = folder;
  return config;
}

TEST(PageSettings, AskForNoPasswordWhereNoneWasSet) {
  const testing::ScratchFolder folder;
  const auto settings = page_settings(config_in(folder.path("store")));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->host, "127.0.0.1");
  EXPECT_EQ(settings->port, 8400);
  EXPECT_FALSE(settings->password);
}

TEST(PageSettings, APasswordIsKeptAsAHashThatOnlyItsOwnerReads) {
  const testing::ScratchFolder folder;
  const Config config = config_in(folder.path("store"));
  ASSERT_TRUE(set_page_password(config, "correct horse"));
  struct stat status {};
  ASSERT_EQ(::stat(password_path(config).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(read_text_file(password_path(config), 1000)->find("horse"), std::string::npos);
  const auto settings = page_settings(config);
  ASSERT_TRUE(settings);
  ASSERT_TRUE(settings->password);
  EXPECT_TRUE(settings->password->matches("correct horse"));
}

TEST(PageSettings, APasswordFileThatOthersReadOrThatIsNoneIsRefused) {
  const testing::ScratchFolder folder;
  Config config = config_in(folder.path("store"));
  ASSERT_TRUE(set_page_password(config, "correct horse"));
  ASSERT_TRUE(files::replace_file(password_path(config), "correct horse\n"));
  EXPECT_FALSE(page_settings(config));
  ASSERT_TRUE(set_page_password(config, "correct horse"));
  ASSERT_EQ(::chmod(password_path(config).c_str(), 0644), 0);
  const auto settings = page_settings(config);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().fault, Fault::refused);
  config.web.password_file = folder.path("nothing");
  EXPECT_FALSE(page_settings(config)) << "a file that is named must be there";
}

TEST(PageSettings, OnlyWhatASupervisorHasStartedHasAnIngress) {
  const testing::ScratchFolder folder;
  Config config = config_in(folder.path("store"));
  ::setenv("SUPERVISOR_TOKEN", "token", 1);
  EXPECT_EQ(page_settings(config)->ingress, "");
  config.web.ingress = true;
  EXPECT_EQ(page_settings(config)->ingress, "172.30.32.2");
  ::unsetenv("SUPERVISOR_TOKEN");
  const auto settings = page_settings(config);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().fault, Fault::refused);
}

TEST(PageSettings, ATooShortPasswordChangesNothing) {
  const testing::ScratchFolder folder;
  const Config config = config_in(folder.path("store"));
  EXPECT_FALSE(set_page_password(config, "short"));
  EXPECT_FALSE(page_settings(config)->password);
}

class ConfigOfPage : public ::testing::Test {
 protected:
  ConfigOfPage() {
    EXPECT_TRUE(set_page_password(config_in(folder.path("store")), "correct horse"));
  }
  Config of(const std::string& text) {
    return config_of_page(folder.write("lamplighter.toml", text));
  }
  testing::ScratchFolder folder;
  std::string tables =
      "[web]\nlisten = \"0.0.0.0\"\nport = 8123\n[store] # a disk\ndirectory = \"" +
      folder.path("store") + "\"\n";
};

TEST_F(ConfigOfPage, IsReadBesideErrorsInOtherTables) {
  for (const std::string& wrong : std::vector<std::string>{"[home\n", "[home]\nlatitude = north\n",
                                                           "[[room]]\nlampen = 3\n"}) {
    for (const std::string& text : {wrong + tables, tables + wrong}) {
      EXPECT_EQ(of(text).web.listen, "0.0.0.0") << text;
      EXPECT_EQ(of(text).web.port, 8123) << text;
      EXPECT_EQ(password_path(of(text)), folder.path("store/web.password")) << text;
    }
  }
}

TEST_F(ConfigOfPage, WithoutAPasswordIsForThisMachineOnly) {
  std::filesystem::remove(folder.path("store/web.password"));
  EXPECT_EQ(of("[home\n" + tables).web.listen, "127.0.0.1");
  EXPECT_EQ(of("[home\n" + tables).web.port, 8123);
}

TEST_F(ConfigOfPage, IsForThisMachineOnlyIfItsOwnTablesAreWrong) {
  for (const char* wrong : {"[web]\nlisten = \"0.0.0.0\nport = 8123\n",
                            "[web]\nlisten = \"0.0.0.0\"\npasswort_file = \"x\"\n",
                            "[web]\nlisten = \"0.0.0.0\"\n[store]\ndirectory = 3\n",
                            "[web\nlisten = \"0.0.0.0\"\n", "web.listen = \"0.0.0.0\"\n", ""})
    EXPECT_EQ(of(wrong).web.listen, "127.0.0.1") << wrong;
  EXPECT_EQ(config_of_page(folder.path("none")).web.listen, "127.0.0.1");
}

}  // namespace
}  // namespace lamplighter::app
