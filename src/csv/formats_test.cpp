// SPDX-License-Identifier: Apache-2.0
// The examples in docs/formats.md are valid or invalid as stated there.
#include "csv/on_off_file.h"
#include "csv/readings_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace lamplighter::csv {
namespace {

/// The text blocks between "```csv" and "```" in the document.
std::vector<std::string> examples() {
  std::ifstream file(LAMPLIGHTER_TEST_DATA "/../../docs/formats.md");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const std::string fence = "```csv\n";
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = text.find(fence, at)) != std::string::npos;) {
    at += fence.size();
    found.push_back(text.substr(at, text.find("```", at) - at));
  }
  return found;
}

TEST(FormatsDocument, ShowsRowsThatAreReadAndRowsThatAreNot) {
  const std::vector<std::string> texts = examples();
  ASSERT_EQ(texts.size(), 5U);

  const auto good = parse_readings("f.csv", texts[0]);
  ASSERT_TRUE(good) << good.error().message;
  ASSERT_EQ(good->size(), 2U);
  EXPECT_EQ((*good)[0].samples.size(), 2U);
  EXPECT_EQ((*good)[1].sensor.text(), "shelf, left");
  EXPECT_EQ((*good)[0].report.rejected_rows() + (*good)[1].report.rejected_rows(), 0);

  const auto bad = parse_readings("f.csv", texts[1]);
  ASSERT_TRUE(bad) << bad.error().message;
  ASSERT_EQ(bad->size(), 1U);
  EXPECT_EQ(bad->front().samples.size(), 1U);
  EXPECT_EQ(bad->front().report[Reason::time_out_of_range].line, 3);
  EXPECT_EQ(bad->front().report[Reason::value_not_finite].line, 4);
  EXPECT_EQ(bad->front().report[Reason::wrong_columns].line, 5);
  EXPECT_EQ(bad->front().report.rejected_rows(), 3);

  const auto changes = parse_on_off("o.csv", texts[2]);
  ASSERT_TRUE(changes) << changes.error().message;
  EXPECT_EQ(changes->changes.size(), 3U);
  EXPECT_EQ(changes->report.rejected_rows(), 0);

  const auto none = parse_on_off("o.csv", texts[3]);
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_EQ(none->changes.size(), 0U);
  EXPECT_EQ(none->report.rejected_rows(), 3);

  const auto looks = parse_looks("l.csv", texts[4]);
  ASSERT_TRUE(looks) << looks.error().message;
  EXPECT_EQ(looks->changes.size(), 3U);
  EXPECT_EQ(looks->report.rejected_rows(), 0);
}

}  // namespace
}  // namespace lamplighter::csv
