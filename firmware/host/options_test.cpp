// SPDX-License-Identifier: Apache-2.0
#include "host/options.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::node_host {
namespace {

std::variant<Options, int> read(std::vector<std::string> words) {
  words.insert(words.begin(), "lamplighter-node");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  const auto options = read_options(static_cast<int>(arguments.size()), arguments.data());
  ::testing::internal::GetCapturedStderr();
  ::testing::internal::GetCapturedStdout();
  return options;
}

TEST(Options, MissingOnesHaveTheirDefaults) {
  const auto options = std::get<Options>(read({"--id", "a"}));
  EXPECT_EQ(options.broker, "127.0.0.1");
  EXPECT_EQ(options.port, 1883);
  EXPECT_EQ(options.interval_seconds, 60);
  EXPECT_EQ(options.speed, 1.0);
  EXPECT_TRUE(options.has_clock);
  EXPECT_EQ(std::get<ConstantLux>(options.light).lux, 100);
}

TEST(Options, GivenOnesAreUsed) {
  const auto options = std::get<Options>(
      read({"--id", "a", "--lux", "a.csv", "--speed", "max", "--no-clock", "--host", "b", "--port",
            "1884", "--user", "u", "--password-file", "p", "--interval", "30", "--seed", "7"}));
  EXPECT_EQ(std::get<LuxFile>(options.light).path, "a.csv");
  EXPECT_FALSE(options.speed.has_value());
  EXPECT_FALSE(options.has_clock);
  EXPECT_EQ(options.broker, "b");
  EXPECT_EQ(options.port, 1884);
  EXPECT_EQ(options.user, "u");
  EXPECT_EQ(options.password_file, "p");
  EXPECT_EQ(options.interval_seconds, 30);
  EXPECT_EQ(options.seed, 7U);
}

TEST(Options, WrongUsageIsTwoAndHelpIsZero) {
  const std::vector<std::vector<std::string>> table = {
      {},
      {"--id"},
      {"--id", "a", "--speed", "0"},
      {"--id", "a", "--speed", "fast"},
      {"--id", "a", "--speed", "max"},
      {"--id", "a", "--i2c", "/dev/i2c-1", "--speed", "10"},
      {"--id", "a", "--i2c", "/dev/i2c-1", "--lux", "a.csv"},
      {"--id", "a", "--interval", "4"},
      {"--id", "a", "--port", "0"},
      {"--id", "a", "--password-file", "p"},
      {"--id", "a", "--unknown"}};
  for (const auto& words : table) {
    const auto options = read(words);
    ASSERT_TRUE(std::holds_alternative<int>(options)) << ::testing::PrintToString(words);
    EXPECT_EQ(std::get<int>(options), 2) << ::testing::PrintToString(words);
  }
  EXPECT_EQ(std::get<int>(read({"--help"})), 0);
}

}  // namespace
}  // namespace lamplighter::node_host
