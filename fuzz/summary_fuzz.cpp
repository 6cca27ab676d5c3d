// SPDX-License-Identifier: Apache-2.0
// Any bytes as a cached summary of readings, the first eight of them the requested stamp: refused,
// or a summary that survives writing and reading. Bytes with a wrong checksum are also tried with
// the right one, otherwise no fuzzer would get past it.
#include "views/light_picture.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

void try_bytes(std::string_view bytes, std::uint64_t stamp) {
  using namespace lamplighter::views;
  const auto summary = from_bytes(bytes, stamp);
  if (!summary) return;
  const auto again = from_bytes(to_bytes(*summary, stamp), stamp);
  if (!again || !std::ranges::equal(again->hours(), summary->hours())) std::abort();
  if (again->smoothed() != summary->smoothed()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::uint64_t stamp = 0;
  if (size < sizeof stamp) return 0;
  std::memcpy(&stamp, bytes, sizeof stamp);
  std::string text(reinterpret_cast<const char*>(bytes) + sizeof stamp, size - sizeof stamp);
  try_bytes(text, stamp);
  lamplighter::views::seal(text);
  try_bytes(text, stamp);
  return 0;
}
