// SPDX-License-Identifier: Apache-2.0
#include "learning/known_house.h"

#include "state/play_memory_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

using Outcome = PlayStep::Outcome;

const Instant noon = *parse_instant("2026-11-24T12:00:00Z");

TEST(OwnPlay, IsWhatThePlayerAndTheAbsencesRecorded) {
  const testing::ScratchFolder folder;
  const PlayRecord record(folder.path("."));
  ASSERT_TRUE(record.turned(true, noon));
  ASSERT_TRUE(record.took({noon + 6h, RoomName("hall"), OnOff::on, Outcome::switched, ""}));
  ASSERT_TRUE(record.turned(true, noon + 7h));  // after a crash
  ASSERT_TRUE(record.turned(false, noon + 8h));
  ASSERT_TRUE(
      record.took({noon + 8h + 5min, RoomName("hall"), OnOff::off, Outcome::handed_over, ""}));
  const Result<OwnPlay> own = OwnPlay::of_store(folder.path("."));
  ASSERT_TRUE(own);
  EXPECT_EQ(own->spans(RoomName("hall")), (std::vector<TimeSpan>{{noon, noon + 8h + 5min}}));
  EXPECT_EQ(own->spans(RoomName("study")), (std::vector<TimeSpan>{{noon, noon + 8h}}));
}

TEST(OwnPlay, AStoreWithoutARecordSaysNothing) {
  const testing::ScratchFolder folder;
  const Result<OwnPlay> own = OwnPlay::of_store(folder.path("."));
  ASSERT_TRUE(own);
  EXPECT_TRUE(own->spans(RoomName("hall")).empty());
}

TEST(OwnPlay, ARecordThatIsNoneIsAnError) {
  const testing::ScratchFolder folder;
  static_cast<void>(folder.write("absences.csv", "nonsense\nmore\n"));
  EXPECT_FALSE(OwnPlay::of_store(folder.path(".")));
}

}  // namespace
}  // namespace lamplighter::app
