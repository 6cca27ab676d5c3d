// SPDX-License-Identifier: Apache-2.0
#include "system/file_watch.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <sched.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

/// Counts calls, and can wait for one.
class Calls {
 public:
  void call() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  /// Whether there was a call since the last wait; waits up to a minute.
  bool came() {
    std::unique_lock lock(mutex_);
    const bool came =
        changed_.wait_for(lock, std::chrono::minutes(1), [this] { return count_ > waited_; });
    waited_ = count_;
    return came;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
  int waited_ = 0;
};

class FileWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder.path("store"));
    auto started = FileWatch::start(folder.path("store/away.json"), [this] { calls.call(); });
    ASSERT_TRUE(started) << started.error().message;
    watch = *std::move(started);
  }
  void write() { static_cast<void>(folder.write("store/away.json", "x")); }

  testing::ScratchFolder folder;
  Calls calls;
  std::unique_ptr<FileWatch> watch;
};

TEST_F(FileWatchTest, CallsWhereTheFileIsWritten) {
  write();
  EXPECT_TRUE(calls.came());
}

TEST_F(FileWatchTest, FollowsAFolderThatIsMadeAgain) {
  fs::remove_all(folder.path("store"));
  EXPECT_TRUE(calls.came()) << "the file may be gone";
  fs::create_directory(folder.path("store"));
  EXPECT_TRUE(calls.came()) << "it may have been written before the watch began";
  write();
  EXPECT_TRUE(calls.came());
}

TEST_F(FileWatchTest, FollowsTheNameWhereAnotherFolderTakesIt) {
  fs::create_directory(folder.path("other"));
  fs::rename(folder.path("store"), folder.path("old"));
  fs::rename(folder.path("other"), folder.path("store"));
  EXPECT_TRUE(calls.came());
  write();
  EXPECT_TRUE(calls.came());
}

TEST(FileWatch, FollowsADiskThatIsMountedOnTheFolder) {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    GTEST_SKIP() << "may not mount";
  testing::ScratchFolder folder;
  fs::create_directory(folder.path("store"));
  Calls calls;
  const auto watch = FileWatch::start(folder.path("store/away.json"), [&] { calls.call(); });
  ASSERT_TRUE(watch) << watch.error().message;
  ASSERT_EQ(::mount("none", folder.path("store").c_str(), "tmpfs", 0, nullptr), 0);
  EXPECT_TRUE(calls.came());
  static_cast<void>(folder.write("store/away.json", "x"));
  EXPECT_TRUE(calls.came());
  ASSERT_EQ(::umount2(folder.path("store").c_str(), MNT_DETACH), 0);
  EXPECT_TRUE(calls.came());
}

TEST(FileWatch, NeedsItsFolderAtTheStart) {
  const auto watch = FileWatch::start("/nonexistent/away.json", [] {});
  ASSERT_FALSE(watch);
  EXPECT_NE(watch.error().message.find("/nonexistent: cannot be watched: No such file"),
            std::string::npos)
      << watch.error().message;
}

}  // namespace
}  // namespace lamplighter::app
