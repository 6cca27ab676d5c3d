// SPDX-License-Identifier: Apache-2.0
#include "playing/presence.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter {
namespace {

const Instant noon = *parse_instant("2026-12-01T12:00:00Z");
const std::vector<Vacation> two_vacations{{noon + 24h, noon + 72h}, {noon + 240h, noon + 264h}};

struct Case {
  const char* what;
  OccupancyOverride word;
  Instant now;
  bool away;
  std::optional<Instant> next;
};

TEST(Away, AnOrderOfAwayThatCameLateIsOvertakenAndOneOfHomeNeverIs) {
  EXPECT_TRUE(is_overtaken({true, noon}, {false, noon + 1us}));
  EXPECT_TRUE(is_overtaken({true, noon}, {true, noon + 60s}));
  EXPECT_FALSE(is_overtaken({true, noon}, {false, noon}));
  EXPECT_FALSE(is_overtaken({true, noon}, {false, noon - 1us}));
  EXPECT_FALSE(is_overtaken({true, noon}, {false, noon + 61s})) << "the clock was wrong";
  EXPECT_FALSE(is_overtaken({false, noon}, {true, noon + 1s})) << "in doubt, home";
}

TEST(Away, FollowsTheLastWordAndTheCalendar) {
  const Case table[] = {
      {"nobody ever said anything", {}, noon, false, noon + 24h},
      {"said", {true, noon}, noon + 1h, true, noon + 24h},
      {"said for a while", {true, noon, noon + 2h}, noon + 1h, true, noon + 2h},
      {"and it is over", {true, noon, noon + 2h}, noon + 2h, false, noon + 24h},
      {"a vacation begins", {}, noon + 24h, true, noon + 72h},
      {"and ends", {}, noon + 72h, false, noon + 240h},
      {"after an absence that is over", {true, noon, noon + 2h}, noon + 25h, true, noon + 72h},
      {"home in the middle of it", {false, noon + 30h}, noon + 31h, false, noon + 72h},
      {"the next one counts", {false, noon + 30h}, noon + 241h, true, noon + 264h},
      {"home, said before it", {false, noon}, noon + 25h, true, noon + 72h},
      {"home, said under a wrong clock", {false, noon + 9999h}, noon + 31h, false, noon + 72h},
      {"and the next one counts", {false, noon + 9999h}, noon + 300h, false, std::nullopt},
      {"away outlasts it", {true, noon + 30h}, noon + 80h, true, noon + 240h},
  };
  for (const Case& c : table) {
    EXPECT_EQ(is_away(c.word, two_vacations, c.now), c.away) << c.what;
    EXPECT_EQ(next_change(c.word, two_vacations, c.now), c.next) << c.what;
  }
}

}  // namespace
}  // namespace lamplighter
