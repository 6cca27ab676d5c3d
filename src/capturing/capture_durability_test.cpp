// SPDX-License-Identifier: Apache-2.0
// No acknowledged reading is lost or stored twice: kills, redeliveries, full disks.
#include "testing/capture_fixture.h"

namespace lamplighter {
namespace {

using namespace testing;
using CaptureDurabilityTest = CaptureFixture;

TEST_F(CaptureDurabilityTest, KnowsARepeatAfterManyKillsInARow) {
  take("lux/hall", "1", 1);
  ASSERT_TRUE(capture->commit());
  for (int kills = 0; kills < 5; ++kills) restart();
  repeat("lux/hall", "1", 1, noon + 60s);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
  restart();
  restart();
  repeat("lux/hall", "1", 1, noon + 120s);  // the acknowledgement of the orderly exit was lost
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureDurabilityTest, KeepsWhatWasCommittedThroughAKillBeforeTheFilesHadIt) {
  take("lux/hall", "1", 1);
  take("lux/hall", "2", 2, noon + 1s);
  ASSERT_TRUE(capture->commit());
  EXPECT_TRUE(store.rows.empty());
  restart();
  EXPECT_EQ(restored, 2u);
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1), lux(2, noon + 1s)}));
  restart();
  EXPECT_EQ(restored, 0u);
  EXPECT_EQ(store.rows.size(), 2u);
}

TEST_F(CaptureDurabilityTest, RestoresOnlyTheRowsThatAreMissing) {
  take("lux/hall", "1");
  take("lux/hall", "2", 0, noon + 1s);
  ASSERT_TRUE(capture->commit());
  store.rows.push_back(lux(1));
  restart();
  EXPECT_EQ(restored, 1u);
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1), lux(2, noon + 1s)}));
}

TEST_F(CaptureDurabilityTest, LosesWhatWasNotCommittedForTheBrokerHasItStill) {
  take("lux/hall", "1", 1);
  restart();
  EXPECT_EQ(restored, 0u);
  repeat("lux/hall", "1", 1, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1, noon + 1min)});
}

TEST_F(CaptureDurabilityTest, DoesNotKeepARepeatTwiceAfterAKill) {
  take("lux/hall", "1", 1);
  take("lux/hall", "1", 2, noon + 1s);
  ASSERT_TRUE(capture->commit());
  restart();
  repeat("lux/hall", "1", 1, noon + 1min);
  repeat("lux/hall", "1", 2, noon + 1min);
  repeat("lux/hall", "1", 3, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1), lux(1, noon + 1s), lux(1, noon + 1min)}));
  EXPECT_EQ(capture->report(noon).totals.repeats, 2u);
}

TEST_F(CaptureDurabilityTest, DoesNotKeepARepeatTwiceAfterTheConnectionWasLost) {
  take("lux/hall", "1", 1);
  capture->connected(true, noon);
  repeat("lux/hall", "1", 1, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureDurabilityTest, KeepsANewMessageThatLooksLikeAnOldOne) {
  take("lux/hall", "0", 1);  // the broker's packet ids start over after its restart
  take("lux/hall", "0", 1, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(0), lux(0, noon + 1min)}));
}

TEST_F(CaptureDurabilityTest, KeepsANodesReadingOnceHoweverOftenItIsSent) {
  take("node/hall", R"({"lux":1,"age":1,"n":5,"boot":9})", 1);
  take("node/hall", R"({"lux":1,"age":61,"n":5,"boot":9})", 2, noon + 1min);
  take("node/hall", R"({"lux":1,"age":0,"n":5,"boot":10})", 3, noon + 2min);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1, noon - 1s), lux(1, noon + 2min)}));
  EXPECT_EQ(capture->report(noon).totals.repeats, 1u);
}

TEST_F(CaptureDurabilityTest, TellsReadingsOfOneMicrosecondApart) {
  for (int i = 0; i < 4; ++i) take("lux/hall", std::to_string(i));
  take("lux/attic", "7");
  take("lux/hall", "8", 0, noon - 1h);
  finish();
  EXPECT_EQ(store.rows,
            (std::vector<Row>{lux(0), lux(1, noon + 1us), lux(2, noon + 2us), lux(3, noon + 3us),
                              lux(7, noon, "attic"), lux(8, noon - 1h)}));
}

TEST_F(CaptureDurabilityTest, GoesThroughManyTurnsOfItsJournal) {
  std::vector<Row> expected;
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(take("lux/hall", std::to_string(i), static_cast<std::uint16_t>(i + 1), noon + i * 1s),
              std::nullopt);
    expected.push_back(lux(i, noon + i * 1s));
    if (i % 7 == 0) {
      ASSERT_TRUE(capture->commit());
    }
  }
  ASSERT_TRUE(capture->commit());
  EXPECT_GT(store.syncs, 10);
  restart();
  EXPECT_EQ(store.rows, expected);
}

TEST_F(CaptureDurabilityTest, HoldsRowsWhileTheDiskTakesNoneAndThenWritesThem) {
  store.is_broken = true;
  take("lux/hall", "1", 1);
  ASSERT_TRUE(capture->commit());  // in the journal: its messages may be acknowledged
  EXPECT_FALSE(capture->flush_due(noon + 1min));
  EXPECT_FALSE(capture->flush_due(noon + 1min + 1s));  // not retried yet, and still failing
  EXPECT_EQ(capture->report(noon).storage_trouble, "disk full");
  store.is_broken = false;
  EXPECT_TRUE(capture->flush_due(noon + 2min));
  EXPECT_EQ(capture->report(noon).storage_trouble, "");
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureDurabilityTest, DoesNotAcknowledgeToTheBrokerOnceTheJournalIsFullAndTheDiskToo) {
  store.is_broken = true;
  int committed = 0;
  int i = 0;
  for (; !capture->is_full() && i < 100'000; ++i) {
    take("lux/hall", "1", static_cast<std::uint16_t>(i), noon + i * 1s);
    if (i % 50 == 0 && capture->commit()) committed = i + 1;
  }
  EXPECT_TRUE(capture->is_full());
  EXPECT_GT(committed, 20);
  EXPECT_LT(committed, 2000);
  store.is_broken = false;
  EXPECT_TRUE(capture->commit());
  EXPECT_FALSE(capture->is_full());
  finish();
  EXPECT_EQ(store.rows.size(), static_cast<std::size_t>(i));
}

TEST_F(CaptureDurabilityTest, OffersRowsAgainThatTheStoreCouldNotTake) {
  store.takes_nothing = true;
  take("lux/hall", "1");
  ASSERT_TRUE(capture->commit());
  EXPECT_FALSE(capture->finish());
  store.takes_nothing = false;
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureDurabilityTest, PassesOverARowThatNoFileCanHold) {
  store.refuses_all = true;
  take("lux/hall", "1");
  finish();
  store.refuses_all = false;
  take("lux/hall", "2", 0, noon + 1s);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(2, noon + 1s)});
  EXPECT_EQ(capture->report(noon).totals.rejected, 1u);
}

TEST_F(CaptureDurabilityTest, BeginsWhereTheJournalHasARowThatNoFileCanHold) {
  take("lux/hall", "1");
  ASSERT_TRUE(capture->commit());
  store.refuses_all = true;
  restart();
  EXPECT_EQ(restored, 0u);
  store.refuses_all = false;
  take("lux/hall", "2", 0, noon + 1s);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(2, noon + 1s)});
}

TEST_F(CaptureDurabilityTest, WritesToTheFilesEveryTenSecondsWhateverTheClockDoes) {
  take("lux/hall", "1");
  ASSERT_TRUE(capture->commit());
  ASSERT_TRUE(capture->flush_due(noon + 9s));
  EXPECT_TRUE(store.rows.empty());
  ASSERT_TRUE(capture->flush_due(noon + 10s));
  EXPECT_EQ(store.rows.size(), 1u);
  take("lux/hall", "2");
  ASSERT_TRUE(capture->commit());
  ASSERT_TRUE(capture->flush_due(noon - 1h));
  EXPECT_EQ(store.rows.size(), 2u);
}

}  // namespace
}  // namespace lamplighter
