// SPDX-License-Identifier: Apache-2.0
#include "web/news.h"

#include <gtest/gtest.h>

namespace lamplighter::web {
namespace {

using Names = std::vector<std::string>;
using namespace std::chrono_literals;

TEST(News, AreToldOnceToEachListenerHoweverOftenAThingChanged) {
  News news;
  std::uint64_t one = news.newest();
  std::uint64_t other = one;
  for (int i = 0; i < 1000; ++i) news.tell("tonight");
  news.tell("health");
  EXPECT_EQ(news.wait(one, 0ms), (Names{"health", "tonight"}));
  EXPECT_EQ(news.wait(one, 0ms), Names{});
  news.tell("health");
  EXPECT_EQ(news.wait(one, 0ms), Names{"health"});
  EXPECT_EQ(news.wait(other, 0ms), (Names{"health", "tonight"}));
}

TEST(News, WhoComesLaterHearsOnlyWhatIsNew) {
  News news;
  news.tell("tonight");
  std::uint64_t seen = news.newest();
  EXPECT_EQ(news.wait(seen, 0ms), Names{});
}

TEST(News, AClosedOneLetsEverybodyGo) {
  News news;
  std::uint64_t seen = news.newest();
  news.tell("tonight");
  news.close();
  EXPECT_TRUE(news.is_closed());
  EXPECT_EQ(news.wait(seen, 1h), Names{});
}

}  // namespace
}  // namespace lamplighter::web
