// SPDX-License-Identifier: Apache-2.0
#include "files/replace_file.h"

#include "testing/scratch_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <future>
#include <iterator>

namespace lamplighter::files {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

unsigned mode_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
}

class ReplaceFile : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return folder.path(name); }
  [[nodiscard]] auto count() const {
    return std::distance(fs::directory_iterator(folder.path("")), {});
  }

  lamplighter::testing::ScratchFolder folder;
};

TEST_F(ReplaceFile, TheFileIsForItsOwnerAloneAndNothingElseIsLeft) {
  ASSERT_TRUE(replace_file(path("a"), "old"));
  EXPECT_EQ(mode_of(path("a")), 0600U);
  ASSERT_TRUE(replace_file(path("a"), "new", 0644));
  EXPECT_EQ(folder.read("a"), "new");
  EXPECT_EQ(mode_of(path("a")), 0644U);
  EXPECT_EQ(count(), 1);
}

TEST_F(ReplaceFile, AMissingFolderIsNamedAndNotMade) {
  const Result<void> written = replace_file(path("missing/a"), "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::not_found);
  EXPECT_THAT(written.error().message, HasSubstr("no such folder"));
  EXPECT_FALSE(check_replaceable(path("missing/a")));
  EXPECT_TRUE(check_replaceable(path("a")));
  EXPECT_EQ(count(), 0);
}

TEST_F(ReplaceFile, WhatACrashLeftIsRemovedAndWhatAnotherWritesIsNot) {
  const std::string left = folder.write(".a.Xy12zZ.new", "half");
  const std::string written = folder.write(".a.abcdef.new", "half");
  const std::string other = folder.write(".ab.abcdef.new", "not ours");
  const int writer = ::open(written.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(writer, LOCK_EX), 0);
  ASSERT_TRUE(replace_file(path("a"), "new"));
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(written));
  EXPECT_TRUE(fs::exists(other));
  ::close(writer);
  ASSERT_TRUE(replace_file(path("a"), "new"));
  EXPECT_FALSE(fs::exists(written));
}

TEST_F(ReplaceFile, AVeryLongNameIsReplacedToo) {
  const std::string name(255, 'n');
  ASSERT_TRUE(replace_file(path(name), "1"));
  ASSERT_TRUE(replace_file(path(name), "2"));
  EXPECT_EQ(folder.read(name), "2");
  EXPECT_EQ(count(), 1);
}

TEST_F(ReplaceFile, FoldersPipesSocketsAndDevicesAreRefusedAndStay) {
  fs::create_directory(path("folder"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path("socket").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  for (const auto& [name, kind] : {std::pair(path("folder"), "a folder"),
                                   {path("pipe"), "a pipe"},
                                   {path("socket"), "a socket"},
                                   {"/dev/null", "a device"}}) {
    const Result<void> written = replace_file(name, "x");
    ASSERT_FALSE(written) << name;
    EXPECT_EQ(written.error().fault, Fault::refused) << name;
    EXPECT_THAT(written.error().message, HasSubstr(kind));
    EXPECT_FALSE(check_replaceable(name)) << name;
    EXPECT_FALSE(fs::is_regular_file(name)) << name;
  }
  ::close(socket);
}

TEST_F(ReplaceFile, ASymbolicLinkStaysAndItsFileIsReplaced) {
  fs::create_directory(path("other"));
  const std::string file = folder.write("other/a", "old");
  fs::create_symlink("other/a", path("link"));
  ASSERT_TRUE(replace_file(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(folder.read("other/a"), "new");
  fs::create_symlink("nowhere", path("dangling"));
  const Result<void> written = replace_file(path("dangling"), "new");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::refused);
  EXPECT_TRUE(fs::is_symlink(path("dangling")));
  EXPECT_FALSE(replace_file(path("other/a/b"), "new"));
}

TEST_F(ReplaceFile, OutputGoesToDevicesAndPipesAndKeepsTheModeOfAFile) {
  ASSERT_TRUE(write_output(path("a"), "x"));
  EXPECT_EQ(mode_of(path("a")), 0600U);
  fs::permissions(path("a"), fs::perms(0640));
  ASSERT_TRUE(write_output(path("a"), "y"));
  EXPECT_EQ(folder.read("a"), "y");
  EXPECT_EQ(mode_of(path("a")), 0640U);
  EXPECT_TRUE(write_output("/dev/null", "x"));
  const Result<void> full = write_output("/dev/full", "x");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().fault, Fault::io);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_EQ(write_output(path(""), "x").error().fault, Fault::refused);

  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_TRUE(write_output(path("pipe"), "through"));
  char got[16]{};
  EXPECT_EQ(::read(reader, got, sizeof got), 7);
  ::close(reader);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

/// Root may write to any device, but must not turn it into a file. Needs permission to create one.
TEST_F(ReplaceFile, ADeviceNodeStaysOne) {
  if (::mknod(path("full").c_str(), S_IFCHR | 0600, ::makedev(1, 7)) != 0)
    GTEST_SKIP() << "only root makes device nodes";
  EXPECT_FALSE(write_output(path("full"), "x"));
  EXPECT_FALSE(replace_file(path("full"), "x"));
  write_cache(path("full"), "x");
  EXPECT_TRUE(fs::is_character_file(path("full")));
}

TEST_F(ReplaceFile, WhatRootWritesIsOfTheOwnerOfTheFolder) {
  if (::chown(path("").c_str(), 12345, 23456) != 0) GTEST_SKIP() << "only root gives files away";
  ASSERT_TRUE(replace_file(path("a"), "x"));
  write_cache(path("deep/er/b"), "x");
  for (const char* name : {"a", "deep", "deep/er", "deep/er/b"}) {
    struct stat status {};
    ASSERT_EQ(::stat(path(name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_uid, 12345U) << name;
    EXPECT_EQ(status.st_gid, 23456U) << name;
    EXPECT_EQ(status.st_mode & 0777U, S_ISDIR(status.st_mode) ? 0700U : 0600U) << name;
  }
}

}  // namespace
}  // namespace lamplighter::files
