// SPDX-License-Identifier: Apache-2.0
#include "capturing/journaled_row.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Mark mark(std::uint16_t id, std::uint32_t digest = 7) { return {id, digest}; }

TEST(RecentMarks, KnowTheMessagesTheyRemember) {
  RecentMarks marks;
  marks.remember(mark(1));
  marks.remember(mark(3));
  EXPECT_TRUE(marks.has(mark(1)));
  EXPECT_TRUE(marks.has(mark(1)));  // it may be delivered a third time
  EXPECT_FALSE(marks.has(mark(2)));
  EXPECT_TRUE(marks.has(mark(3)));
}

TEST(RecentMarks, TellAnotherPayloadUnderTheSameNumberApart) {
  RecentMarks marks;
  marks.remember(mark(1, digest_of("a", "20")));
  EXPECT_FALSE(marks.has(mark(1, digest_of("a", "21"))));
  marks.remember(mark(1, digest_of("a", "21")));
  EXPECT_FALSE(marks.has(mark(1, digest_of("a", "20"))));
}

TEST(RecentMarks, PassOverMessagesThatAreNeverDeliveredAgain) {
  RecentMarks marks;
  marks.remember(mark(0));
  EXPECT_FALSE(marks.has(mark(0)));
}

TEST(RecentMarks, ForgetNumbersBeforeTheyComeRoundAgain) {
  RecentMarks marks;
  for (std::uint32_t i = 1; i <= 65535; ++i) marks.remember(mark(static_cast<std::uint16_t>(i)));
  EXPECT_FALSE(marks.has(mark(1)));
  EXPECT_FALSE(marks.has(mark(32767)));
  EXPECT_TRUE(marks.has(mark(32768)));
  EXPECT_TRUE(marks.has(mark(65535)));
}

TEST(Digest, IsFnv1a) {
  // Offset basis and prime of the 32-bit FNV-1a; "\0" alone is digest_of("", "").
  EXPECT_EQ(digest_of("", ""), 0x050c5d1fu);
  EXPECT_NE(digest_of("ab", "c"), digest_of("a", "bc"));
}

}  // namespace
}  // namespace lamplighter
