// SPDX-License-Identifier: Apache-2.0
#include "files/private_files.h"
#include "files/replace_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::files {
namespace {

constexpr int writers = 8;
constexpr int rounds = 25;

TEST(ReplaceFile, ManyWritersAtOnceAllSucceedAndAReaderSeesWholeTexts) {
  const testing::ScratchFolder folder;
  const std::string path = folder.path("word");
  const auto text = [](int writer) {
    return std::string(1000 + 1000 * static_cast<std::size_t>(writer),
                       static_cast<char>('a' + writer));
  };
  ASSERT_TRUE(replace_file(path, text(0)));
  std::atomic<int> failures = 0;
  std::atomic<int> torn = 0;
  {
    const std::jthread reader([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const std::string got = folder.read("word");
        const int writer = got.empty() ? -1 : got[0] - 'a';
        if (writer < 0 || got != text(writer)) ++torn;
      }
    });
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer) {
      threads.emplace_back([&, writer] {
        for (int i = 0; i < rounds; ++i) failures += replace_file(path, text(writer)) ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path("")), {}), 1);
}

TEST(MakeFile, OfManyMakersAtOnceOneMakesItAndAllReadTheSame) {
  const testing::ScratchFolder folder;
  for (int round = 0; round < rounds; ++round) {
    const std::string name = "secret" + std::to_string(round);
    std::vector<std::string> read(writers);
    std::atomic<int> failures = 0;
    {
      std::vector<std::jthread> threads;
      for (std::size_t maker = 0; maker < read.size(); ++maker) {
        threads.emplace_back([&, maker] {
          failures += make_file(folder.path(name), std::to_string(maker)) ? 0 : 1;
          read[maker] = folder.read(name);
        });
      }
    }
    EXPECT_EQ(failures, 0);
    EXPECT_FALSE(read[0].empty());
    EXPECT_EQ(read, std::vector<std::string>(writers, read[0]));
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path("")), {}), rounds);
}

TEST(FileLock, IsHeldByOneThreadAtATime) {
  const testing::ScratchFolder folder;
  std::atomic<int> holders = 0;
  std::atomic<int> shared = 0;
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < writers; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          const Result<FileLock> lock = FileLock::take(folder.path("lock"));
          if (!lock) ++failures;
          if (holders.fetch_add(1) != 0) ++shared;
          holders.fetch_sub(1);
        }
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(shared, 0);
}

}  // namespace
}  // namespace lamplighter::files
