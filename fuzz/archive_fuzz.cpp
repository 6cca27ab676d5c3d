// SPDX-License-Identifier: Apache-2.0
// Any bytes as a backup: an error, or members with valid, unique names.
#include "backup/archive.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  using namespace lamplighter::app;
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  ArchiveReader reader([&](char* to, std::size_t wanted) -> Result<std::size_t> {
    const std::string_view got = text.substr(0, wanted);
    std::ranges::copy(got, to);
    text.remove_prefix(got.size());
    return got.size();
  });
  std::set<std::string> names;
  for (bool skips = false;; skips = !skips) {
    const auto member = reader.next();
    if (!member || !*member) return 0;
    if (!good_member_name((*member)->name) || !names.insert((*member)->name).second) std::abort();
    if (skips) continue;
    std::uint64_t taken = 0;
    const auto done = reader.bytes([&](std::string_view piece) {
      taken += piece.size();
      return Result<void>();
    });
    if (!done) return 0;
    if (taken != (*member)->size) std::abort();
  }
}
