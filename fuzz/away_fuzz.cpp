// SPDX-License-Identifier: Apache-2.0
// Any bytes as the store's own files and as an order from the broker: a value or an error; a value
// survives writing and reading.
#include "service/house_link.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter::app;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto word = parse_away(text);
  if (word) {
    const auto again = parse_away(format_away(*word));
    if (!again || *again != *word) std::abort();
  }
  const auto memory = parse_play_memory(text);
  if (memory) {
    const auto again = parse_play_memory(format_play_memory(*memory));
    if (!again || again->lamps.size() > memory->lamps.size()) std::abort();
  }
  static_cast<void>(parse_away_order(text));
  return 0;
}
