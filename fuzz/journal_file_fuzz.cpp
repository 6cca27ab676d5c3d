// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of the journal, and as damage to one with 20 rows: every row that is read was
// written, no row is read twice, and the rows read plus the rows counted as missing are all that
// were written.
#include "capturing/journal.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace lamplighter;

constexpr std::uint64_t generation = 3;
constexpr std::uint64_t rows = 20;

std::string whole_file() {
  std::string text = journal_header(generation);
  for (std::uint64_t n = 1; n <= rows; ++n) {
    const Reading reading{SensorId("hall"), Instant(std::chrono::microseconds(n)), Lux(1)};
    append_journal_line(text, generation, n, {reading, {static_cast<std::uint16_t>(n), 0}});
  }
  append_end_line(text, generation, rows + 1);
  text.resize(2048, '\0');
  return text;
}

/// Three bytes are one hit: its position, and the new byte.
void check_damaged(std::string_view hits) {
  std::string text = whole_file();
  bool is_end_hit = false;
  for (; hits.size() >= 3; hits.remove_prefix(3)) {
    const auto at = static_cast<std::size_t>(static_cast<unsigned char>(hits[0]) * 256U +
                                             static_cast<unsigned char>(hits[1])) %
                    text.size();
    text[at] = hits[2];
    is_end_hit |= at > text.rfind('#') - max_journal_line;
  }
  const JournalContents read = read_journal(text, generation - 1);
  std::int64_t last = 0;
  for (const JournaledRow& taken : read.unsettled) {
    const std::int64_t n = std::get<Reading>(taken.row).at.time_since_epoch().count();
    if (n <= last || n > static_cast<std::int64_t>(rows)) std::abort();
    last = n;
  }
  const std::uint64_t all = read.unsettled.size() + read.damaged_lines;
  if (all > rows || (!is_end_hit && read.generation != 0 && all != rows)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const JournalContents read = read_journal(input, 2);
  if (read.generation != 0 && read.unsettled.size() > input.size()) std::abort();
  check_damaged(input);
  return 0;
}
