// SPDX-License-Identifier: Apache-2.0
// Concurrent away orders: in one process, and in several.
#include "page/routes.h"
#include "state/away_file.h"
#include "testing/clocks.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::app {
namespace {

class AwayAtOnce : public ::testing::Test {
 protected:
  Config config() const {
    Config config;
    config.home = {52.5, 13.4, "Europe/Berlin", {}, {}};
    config.store.directory = folder_.path("store");
    return config;
  }

  testing::ScratchFolder folder_;
  testing::ManualClock clock_{*parse_instant("2026-11-28T12:00:00Z")};
  PageContext house_{
      config(), clock_, 1, nullptr, [](const std::string&) {}, [] { return std::uint64_t{0}; },
      nullptr,  nullptr};
};

TEST_F(AwayAtOnce, TwoHundredTapsAreAllAnsweredAndNoReaderSeesHalfAnOrder) {
  std::atomic<int> refused = 0;
  std::atomic<int> torn = 0;
  {
    const std::jthread reader([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) torn += read_away(folder_.path("store")) ? 0 : 1;
    });
    std::vector<std::jthread> taps;
    for (int tapper = 0; tapper < 8; ++tapper) {
      taps.emplace_back([&, tapper] {
        for (int i = 0; i < 25; ++i) {
          const std::string body = (i + tapper) % 2 == 0
                                       ? R"({"away":false})"
                                       : R"({"away":true,"until":"2026-12-24T18:00"})";
          const web::Answer answer = say_away(house_, {.path = {}, .query = {}, .body = body});
          refused += answer.status == 200 ? 0 : 1;
        }
      });
    }
  }
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(torn, 0);
}

TEST_F(AwayAtOnce, AStoreThatCannotBeWrittenIsAFaultOfThisMachine) {
  static_cast<void>(folder_.write("store", "a file"));
  const web::Answer answer =
      say_away(house_, {.path = {}, .query = {}, .body = R"({"away":false})"});
  EXPECT_EQ(answer.status, 500) << answer.body;
  static_cast<void>(folder_.write("other/away.json", "{"));
  PageContext damaged{
      house_.config, clock_, 1, nullptr, [](const std::string&) {}, [] { return std::uint64_t{0}; },
      nullptr,       nullptr};
  damaged.config.store.directory = folder_.path("other");
  const web::Answer mended =
      say_away(damaged, {.path = {}, .query = {}, .body = R"({"away":false})"});
  EXPECT_EQ(mended.status, 200) << mended.body;
}

}  // namespace
}  // namespace lamplighter::app
