// SPDX-License-Identifier: Apache-2.0
#include "capturing/tallies.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

TEST(Tallies, CountByName) {
  Tallies tallies(10);
  for (const char* name : {"a", "b", "a"}) tallies.add(name);
  EXPECT_EQ(tallies.counts(), (Counts{{"a", 2}, {"b", 1}}));
  EXPECT_EQ(tallies.others(), 0u);
}

TEST(Tallies, StayBoundedWhateverStrangersCallThemselves) {
  Tallies tallies(3);
  for (int i = 0; i < 100'000; ++i) tallies.add(std::to_string(i));
  tallies.add("0");
  EXPECT_EQ(tallies.counts(), (Counts{{"0", 2}, {"1", 1}, {"2", 1}}));
  EXPECT_EQ(tallies.others(), 99'997u);
}

TEST(Tallies, ShowLongAndStrangeNamesSafely) {
  EXPECT_EQ(printable("a\x1b[2J\n\xff"), "a?[2J??");
  EXPECT_EQ(printable(std::string(10'000, 'x')), std::string(100, 'x'));
}

}  // namespace
}  // namespace lamplighter
