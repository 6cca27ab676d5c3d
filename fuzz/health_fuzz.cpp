// SPDX-License-Identifier: Apache-2.0
// Any bytes as a health report from the broker: refused, or a report that survives writing and
// reading.
#include "documents/capture_health.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  const auto report = app::parse_health({reinterpret_cast<const char*>(bytes), size});
  if (!report) return 0;
  const std::string text = app::format_health(*report);
  const auto again = app::parse_health(text);
  if (!again || app::format_health(*again) != text) std::abort();
  return 0;
}
