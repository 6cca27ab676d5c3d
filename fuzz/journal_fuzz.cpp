// SPDX-License-Identifier: Apache-2.0
// Any bytes as a line of the journal, unchanged and with a valid checksum, and as its header: a
// parsed line survives writing and reading.
#include "capturing/journal.h"

#include <fmt/format.h>

#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace lamplighter;

constexpr std::uint64_t turn = 3;

std::string with_checksum(std::string_view body) {
  const std::string covered = fmt::format("{} {}", turn, body);
  const auto sum =
      ::crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
  return fmt::format("{:08x} {}", sum, body);
}

void check_line(std::string_view line) {
  const auto read = parse_journal_line(line, turn);
  if (!read || !read->taken) return;
  std::string again;
  append_journal_line(again, turn, read->number.value_or(1), *read->taken);
  if (again.empty() || again.back() != '\n') std::abort();
  again.pop_back();
  const auto same = parse_journal_line(again, turn);
  if (!same || same->taken != read->taken) std::abort();
  if (parse_journal_line(again, turn + 1)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string_view line = input.substr(0, input.find('\n'));
  check_line(line);
  check_line(with_checksum(line));
  if (const auto generation = parse_journal_header(input)) {
    if (journal_header(*generation) != input.substr(0, journal_header_bytes)) std::abort();
  }
  return 0;
}
