// SPDX-License-Identifier: Apache-2.0
#include "csv/looks_file.h"

#include "csv/row_text.h"

#include <gtest/gtest.h>

#include <string>

namespace lamplighter::csv {
namespace {

const std::string header = "timestamp,datetime,room,look\n";
const RoomName hall("hall");

TEST(LooksFile, ReadsBackWhatWasWritten) {
  const std::vector<LookChange> changes{{from_epoch_seconds(1467481502.5), hall, {42.5, 370}},
                                        {from_epoch_seconds(1467481503), hall, {{}, 200}},
                                        {from_epoch_seconds(1467481503), RoomName("x,y"), {7, {}}}};
  std::string text = header;
  for (const LookChange& change : changes) append_row(text, change);
  const auto rows = parse_looks("l.csv", text);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->changes, changes);
  EXPECT_EQ(rows->report.rejected_rows(), 0);
}

TEST(LooksFile, CountsWhatIsNoLook) {
  const auto rows = parse_looks("l.csv", header + "1467481502,x,hall,40%\n1467481503,x,hall,40\n" +
                                             "1467481504,x,hall,on\n1467481505,x,hall,50%");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->changes.size(), 1U);
  EXPECT_EQ(rows->report[Reason::bad_look].rows, 2);
  EXPECT_EQ(rows->report[Reason::torn_last_line].rows, 1);
}

TEST(LooksFile, IsNoOnOffFile) {
  EXPECT_FALSE(parse_looks("l.csv", "timestamp,datetime,room,state\n"));
  EXPECT_FALSE(parse_on_off("l.csv", header));
}

}  // namespace
}  // namespace lamplighter::csv
