// SPDX-License-Identifier: Apache-2.0
// Any bytes as a model file: refused with a sentence, or a house that survives writing and reading.
#include "model/house_model.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto house = lamplighter::parse_house_model(text);
  if (!house) {
    if (house.error().message.empty()) std::abort();
    return 0;
  }
  const auto again = lamplighter::parse_house_model(lamplighter::to_text(*house));
  if (!again || !(*again == *house)) std::abort();
  return 0;
}
