// SPDX-License-Identifier: Apache-2.0
// Any text is parsed to a config with problems, without a crash.
#include "config/config.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto checked = lamplighter::app::parse_config(text, "fuzz.toml");
  for (const std::string& problem : checked.problems) {
    if (problem.empty()) std::abort();
  }
  return 0;
}
