// SPDX-License-Identifier: Apache-2.0
// A journal whose bytes were changed on the disk: every undamaged line is recovered, damaged ones
// are counted, and a copy is kept before anything is overwritten.
#include "capturing/journal.h"
#include "core/random.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lamplighter {
namespace {

constexpr int rows = 200;
constexpr std::size_t file_bytes = 32768;
constexpr std::uint64_t generation = 3;

JournaledRow reading(int n) {
  return {Reading{SensorId("hall"), Instant(std::chrono::microseconds(1467481502824865 + n)),
                  Lux(20.5 + n)},
          {static_cast<std::uint16_t>(n + 1), static_cast<std::uint32_t>(n * 7)}};
}

/// A file of 200 rows as `Journal` writes it, and the positions of its lines.
struct Written {
  std::string text;
  std::vector<std::size_t> begins;  ///< of the lines
  std::size_t end = 0;              ///< after the last row

  /// The line that contains a byte, unless the byte is its line end.
  [[nodiscard]] std::optional<int> line_at(std::size_t at) const {
    if (at < begins.front() || at >= end || text[at] == '\n') return std::nullopt;
    const auto next = std::upper_bound(begins.begin(), begins.end(), at);
    return static_cast<int>(next - begins.begin()) - 1;
  }
};

/// `left`: the content left by an earlier generation.
Written written(const std::string& left = {}) {
  Written file;
  file.text = journal_header(generation);
  for (int n = 0; n < rows; ++n) {
    file.begins.push_back(file.text.size());
    append_journal_line(file.text, generation, static_cast<std::uint64_t>(n) + 1, reading(n));
  }
  file.end = file.text.size();
  append_end_line(file.text, generation, rows + 1);
  if (file.text.size() < left.size()) file.text += left.substr(file.text.size());
  file.text.resize(file_bytes, '\0');
  return file;
}

/// Lines of the generation before last, which fill the file.
std::string earlier() {
  std::string text = journal_header(generation - 2);
  for (int n = 0; text.size() < file_bytes - max_journal_line; ++n)
    append_journal_line(text, generation - 2, static_cast<std::uint64_t>(n) + 1, reading(1000 + n));
  append_end_line(text, generation - 2, 1000);
  return text;
}

/// The numbers of these rows, each as it was written.
std::vector<int> numbers_of(const std::vector<JournaledRow>& all) {
  std::vector<int> numbers;
  for (const JournaledRow& taken : all) {
    numbers.push_back(taken.mark.packet_id - 1);
    EXPECT_EQ(taken, reading(numbers.back()));
  }
  return numbers;
}

std::vector<int> all_but(const std::set<int>& lost) {
  std::vector<int> all;
  for (int n = 0; n < rows; ++n) {
    if (!lost.contains(n)) all.push_back(n);
  }
  return all;
}

class JournalDamage : public ::testing::Test {
 protected:
  void put(const std::string& text) {
    static_cast<void>(folder.write("capture-0.journal", text));
    static_cast<void>(folder.write(
        "capture-1.journal", journal_header(generation - 1) + std::string(file_bytes - 64, '\0')));
  }
  std::unique_ptr<Journal> open() {
    auto journal = Journal::open(folder.path(""), file_bytes);
    EXPECT_TRUE(journal) << journal.error().message;
    return *std::move(journal);
  }
  testing::ScratchFolder folder;
};

TEST_F(JournalDamage, ABitThatFlippedCostsTheLineItIsIn) {
  for (const Written& whole : {written(), written(earlier())}) {
    for (std::size_t at = 0; at < whole.end + 100; at += 31) {
      const auto bit = static_cast<unsigned char>(1U << (at % 8));
      std::string text = whole.text;
      text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ bit);
      const JournalContents read = read_journal(text, generation - 1);
      const auto line = whole.line_at(at);
      const std::set<int> lost = line ? std::set<int>{*line} : std::set<int>{};
      ASSERT_EQ(numbers_of(read.unsettled), all_but(lost)) << "byte " << at;
      ASSERT_EQ(read.damaged_lines, lost.size()) << "byte " << at;
      ASSERT_EQ(read.is_header_damaged, at < journal_header_bytes) << "byte " << at;
    }
  }
}

TEST_F(JournalDamage, AFileIsReadInPartsWhateverStandsWhereTheyMeet) {
  std::string text = journal_header(generation);
  std::uint64_t number = 1;
  const auto add = [&](int rows_more) {
    for (int i = 0; i < rows_more; ++i, ++number)
      append_journal_line(text, generation, number, reading(static_cast<int>(number) - 1));
  };
  add(3000);                         // a few hundred kilobytes
  text += std::string(200000, 'x');  // a lost line end, up to the next one
  text += '\n' + std::string(200000, '\0');
  add(3000);
  const auto read = [&](std::size_t from, std::size_t bytes) {
    EXPECT_LE(bytes, 300000U);
    return text.substr(from, bytes);
  };
  const JournalContents contents = read_journal(read, text.size(), generation - 1);
  ASSERT_EQ(contents.unsettled.size(), 6000U);
  for (int n = 0; n < 6000; ++n)
    ASSERT_EQ(contents.unsettled[static_cast<std::size_t>(n)], reading(n));
  EXPECT_EQ(contents.end, text.size());
}

TEST_F(JournalDamage, RandomBytesCostTheLinesTheyAreIn) {
  const Written whole = written(earlier());
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rng rng(seed);
    std::string text = whole.text;
    std::set<int> lost;
    for (std::uint64_t hits = 1 + rng.below(20); hits > 0; --hits) {
      const std::size_t at = rng.below(whole.end);
      if (whole.text[at] == '\n') continue;  // covered by ABitThatFlipped...
      text[at] = static_cast<char>(rng.below(256));
    }
    for (std::size_t at = 0; at < whole.end; ++at) {
      const auto line = whole.line_at(at);
      if (line && text[at] != whole.text[at]) lost.insert(*line);
    }
    const JournalContents read = read_journal(text, generation - 1);
    ASSERT_EQ(numbers_of(read.unsettled), all_but(lost)) << "seed " << seed;
    ASSERT_EQ(read.damaged_lines, lost.size()) << "seed " << seed;
  }
}

TEST_F(JournalDamage, ALostBlockCostsTheLinesItHeld) {
  const Written whole = written();
  for (std::size_t begin = 0; begin < whole.end; begin += 512) {
    std::string text = whole.text;
    text.replace(begin, 512, 512, '\0');
    std::set<int> lost;
    for (std::size_t at = begin; at < begin + 512; ++at) {
      if (const auto line = whole.line_at(at)) lost.insert(*line);
    }
    const JournalContents read = read_journal(text, generation - 1);
    EXPECT_EQ(numbers_of(read.unsettled), all_but(lost)) << begin;
    EXPECT_EQ(read.is_header_damaged, begin == 0);
    const bool has_the_end_line = begin + 512 <= whole.end;  // otherwise it is lost as well
    if (has_the_end_line) {
      EXPECT_EQ(read.damaged_lines, lost.size()) << begin;
    }
  }
}

TEST_F(JournalDamage, ATornWriteIsNoDamage) {
  const std::string left = earlier();
  for (const std::string& behind : {std::string(file_bytes, '\0'), left}) {
    const Written whole = written(behind);
    for (std::size_t cut = whole.begins[rows - 3]; cut < whole.end; ++cut) {
      const std::string text =
          whole.text.substr(0, cut) + behind.substr(std::min(cut, behind.size()));
      const JournalContents read = read_journal(text, generation - 1);
      std::set<int> torn;  // empty if the content after it happens to match
      for (std::size_t at = cut; at < whole.end; ++at) {
        const auto line = whole.line_at(at);
        if (line && text[at] != whole.text[at]) torn.insert(*line);
      }
      // A line without its line end is recognised if nothing follows it.
      if (whole.text[cut] == '\n' && text[cut] > '\n') torn.insert(*whole.line_at(cut - 1));
      ASSERT_EQ(numbers_of(read.unsettled), all_but(torn)) << cut;
      ASSERT_EQ(read.damaged_lines, 0U) << cut;
    }
  }
}

TEST_F(JournalDamage, BothHeadersMayBeUnreadable) {
  std::string text = written(earlier()).text;
  text.replace(0, journal_header_bytes, journal_header_bytes, '~');
  const JournalContents read = read_journal(text, 0);
  EXPECT_EQ(read.generation, generation);
  EXPECT_EQ(numbers_of(read.unsettled), all_but({}));
  EXPECT_TRUE(read.is_header_damaged);
}

TEST_F(JournalDamage, IsSaidOnceAndACopyIsKept) {
  Written whole = written();
  whole.text[whole.begins[100] + 20] ^= 1;
  whole.text[30] ^= 1;
  put(whole.text);
  {
    const auto journal = open();
    EXPECT_EQ(numbers_of(journal->unsettled), all_but({100}));
    ASSERT_EQ(journal->damage.size(), 1U);
    EXPECT_NE(journal->damage[0].find("its header is damaged; 1 of its lines is unreadable and "
                                      "lost; 199 rows"),
              std::string::npos)
        << journal->damage[0];
    EXPECT_EQ(folder.read("capture-0.journal.damaged"), whole.text);
    EXPECT_EQ(folder.read("capture-0.journal"), whole.text);
  }
  {
    const auto journal = open();
    EXPECT_EQ(journal->damage.size(), 1U) << "nothing is settled yet";
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(std::vector{reading(300)}));
  }
  const auto journal = open();
  EXPECT_EQ(journal->unsettled, std::vector{reading(300)});
  EXPECT_EQ(journal->damage, std::vector<std::string>{});
  EXPECT_EQ(journal->marks.size(), 200U);
}

TEST_F(JournalDamage, AFileOfWhichNothingIsReadableIsSaidOnce) {
  put(std::string(file_bytes, '~'));
  {
    const auto journal = open();
    ASSERT_EQ(journal->damage.size(), 1U);
    EXPECT_NE(journal->damage[0].find("no line is readable"), std::string::npos);
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(std::vector{reading(1)}));
  }
  const auto journal = open();
  EXPECT_TRUE(journal->damage.empty());
  EXPECT_EQ(journal->unsettled, std::vector{reading(1)});
}

TEST_F(JournalDamage, ASettledLineThatIsHitLeavesItsRowsToTheStore) {
  std::string text = journal_header(generation);
  append_journal_line(text, generation, 1, reading(1));
  const std::size_t settled = text.size();
  append_settled_line(text, generation, 2);
  append_journal_line(text, generation, 3, reading(3));
  append_end_line(text, generation, 4);
  text.resize(file_bytes, '\0');
  EXPECT_EQ(read_journal(text, 2).unsettled, std::vector{reading(3)});
  text[settled + 12] ^= 4;
  const JournalContents read = read_journal(text, 2);
  EXPECT_EQ(read.unsettled, (std::vector{reading(1), reading(3)}));
  EXPECT_EQ(read.damaged_lines, 1U);
}

TEST_F(JournalDamage, OfRowsThatAreInTheirFilesNothingIsLost) {
  std::string text = journal_header(generation);
  append_journal_line(text, generation, 1, reading(1));
  const std::size_t second = text.size();
  append_journal_line(text, generation, 2, reading(2));
  append_settled_line(text, generation, 3);
  append_end_line(text, generation, 4);
  text.resize(file_bytes, '\0');
  text[second + 12] ^= 4;
  const JournalContents read = read_journal(text, 2);
  EXPECT_EQ(read.damaged_lines, 0U);
  EXPECT_EQ(read.marks.size(), 1U);
}

/// A line as versions before 2026-12 wrote it: without a number; there is no end line.
std::string old_line(int n) {
  std::string line;
  append_journal_line(line, generation, 1, reading(n));
  const std::string body = line.substr(line.find("#1 ") + 3);
  const std::string text = fmt::format("{} {}", generation, body.substr(0, body.size() - 1));
  std::uint32_t sum = 0xffffffffU;
  for (const char c : text) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return fmt::format("{:08x} {}", ~sum, body);
}

TEST_F(JournalDamage, LinesOfEarlierVersionsAreReadAndGoneOnWith) {
  std::string text = journal_header(generation);
  for (int n = 0; n < rows / 2; ++n) text += old_line(n);
  text.resize(file_bytes, '\0');
  text[journal_header_bytes + 200] ^= 1;
  put(text);
  {
    const auto journal = open();
    EXPECT_EQ(journal->unsettled.size(), rows / 2 - 1U);
    ASSERT_EQ(journal->damage.size(), 1U);
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(std::vector{reading(500), reading(501)}));
  }
  text = folder.read("capture-0.journal");
  text[journal_header_bytes + 200] = '\n';  // one more unreadable piece than before
  static_cast<void>(folder.write("capture-0.journal", text));
  EXPECT_EQ(open()->unsettled, (std::vector{reading(500), reading(501)}));
}

}  // namespace
}  // namespace lamplighter
