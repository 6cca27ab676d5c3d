// SPDX-License-Identifier: Apache-2.0
#include "capturing/recent_marks.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Mark mark(std::uint16_t id, std::uint32_t digest = 7) { return {id, digest}; }

TEST(RecentMarks, KnowWhatIsDeliveredAgainAfterTheSessionWasResumed) {
  RecentMarks marks;
  for (std::uint16_t id = 1; id <= 5; ++id) marks.remember(mark(id));
  marks.expect_repeats();
  EXPECT_TRUE(marks.is_repeat(mark(4)));  // the broker heard of 1 to 3
  EXPECT_TRUE(marks.is_repeat(mark(5)));
  EXPECT_FALSE(marks.is_repeat(mark(6)));
}

TEST(RecentMarks, TakeAnEqualNumberForANewMessageWhileNothingWasResumed) {
  RecentMarks marks;
  marks.remember(mark(1));
  EXPECT_FALSE(marks.is_repeat(mark(1)));
}

TEST(RecentMarks, FindRepeatsAmongMessagesThatWereNotKept) {
  RecentMarks marks;
  marks.remember(mark(1));
  marks.remember(mark(3));
  marks.expect_repeats();
  EXPECT_TRUE(marks.is_repeat(mark(1)));
  EXPECT_FALSE(marks.is_repeat(mark(2)));
  EXPECT_TRUE(marks.is_repeat(mark(3)));
}

TEST(RecentMarks, LetMessagesOfThisConnectionPassWhateverTheirNumbers) {
  RecentMarks marks;
  marks.remember(mark(1));
  marks.expect_repeats();
  for (int i = 0; i < 3; ++i) {
    marks.remember(mark(2));
    EXPECT_FALSE(marks.is_repeat(mark(2)));
  }
}

TEST(RecentMarks, TellAnotherPayloadUnderTheSameNumberApart) {
  RecentMarks marks;
  marks.remember(mark(1, digest_of("a", "20")));
  marks.expect_repeats();
  EXPECT_FALSE(marks.is_repeat(mark(1, digest_of("a", "21"))));
}

TEST(RecentMarks, KnowEachMessageAgainOnlyOnce) {
  RecentMarks marks;
  marks.remember(mark(1));
  marks.expect_repeats();
  EXPECT_TRUE(marks.is_repeat(mark(1)));
  EXPECT_FALSE(marks.is_repeat(mark(1)));
}

TEST(RecentMarks, PassOverMessagesThatAreNeverDeliveredAgain) {
  RecentMarks marks;
  marks.remember(mark(1));
  marks.remember(mark(0));
  marks.expect_repeats();
  EXPECT_FALSE(marks.is_repeat(mark(0)));
  EXPECT_TRUE(marks.is_repeat(mark(1)));
}

TEST(RecentMarks, ForgetNumbersBeforeTheyComeRoundAgain) {
  RecentMarks marks;
  for (std::uint32_t i = 1; i <= 65535; ++i) marks.remember(mark(static_cast<std::uint16_t>(i)));
  marks.expect_repeats();
  EXPECT_FALSE(marks.is_repeat(mark(1)));  // the next new message has number 1
  EXPECT_TRUE(marks.is_repeat(mark(65535)));
  EXPECT_TRUE(marks.is_repeat(mark(40000)));
}

TEST(Digest, IsFnv1a) {
  // Offset basis and prime of the 32-bit FNV-1a; "\0" alone is digest_of("", "").
  EXPECT_EQ(digest_of("", ""), 0x050c5d1fu);
  EXPECT_NE(digest_of("ab", "c"), digest_of("a", "bc"));
}

}  // namespace
}  // namespace lamplighter
