// SPDX-License-Identifier: Apache-2.0
#include "csv/daily_file.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::csv {
namespace {

TEST(AppendRows, ManyWritersAtOnceWriteOneHeaderAndAllRows) {
  const testing::ScratchFolder folder;
  const std::string path = folder.path("rows.csv");
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 8; ++writer) {
      writers.emplace_back([&, writer] {
        for (int i = 0; i < 10; ++i)
          failures += append_rows(path, "a,b", fmt::format("{},{}\n", writer, i)) ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(failures, 0);
  const std::string text = folder.read("rows.csv");
  EXPECT_TRUE(text.starts_with("a,b\n"));
  EXPECT_EQ(text.find("a,b", 1), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 81);
}

TEST(AppendRows, WhatIsNoFileIsRefusedAndNotWaitedFor) {
  const testing::ScratchFolder folder;
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(append_rows(folder.path("pipe"), "a", "1\n").error().fault, Fault::refused);
  EXPECT_EQ(append_rows("/dev/null", "a", "1\n").error().fault, Fault::refused);
  EXPECT_EQ(append_rows(folder.path("missing/rows.csv"), "a", "1\n").error().fault,
            Fault::not_found);
}

}  // namespace
}  // namespace lamplighter::csv
