// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <gtest/gtest.h>

namespace lamplighter::web {
namespace {

using Names = std::vector<std::string>;

TEST(ChangeFeed, NamesADocumentOnceToEachListenerHoweverOftenItChanged) {
  ChangeFeed feed;
  std::uint64_t one = feed.newest();
  std::uint64_t other = one;
  for (int i = 0; i < 1000; ++i) feed.notify("tonight");
  feed.notify("health");
  EXPECT_EQ(feed.changed_since(one), (Names{"health", "tonight"}));
  EXPECT_EQ(feed.changed_since(one), Names{});
  feed.notify("health");
  EXPECT_EQ(feed.changed_since(one), Names{"health"});
  EXPECT_EQ(feed.changed_since(other), (Names{"health", "tonight"}));
}

TEST(ChangeFeed, AListenerThatComesLaterHearsOnlyWhatChangesAfterwards) {
  ChangeFeed feed;
  feed.notify("tonight");
  std::uint64_t seen = feed.newest();
  EXPECT_EQ(feed.changed_since(seen), Names{});
}

TEST(ChangeFeed, CallsItsWatcherForEachChangeUntilItIsTakenAway) {
  ChangeFeed feed;
  int calls = 0;
  feed.notify("tonight");
  feed.watch([&] { ++calls; });
  feed.notify("tonight");
  feed.notify("tonight");
  EXPECT_EQ(calls, 2);
  feed.watch(nullptr);
  feed.notify("tonight");
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace lamplighter::web
