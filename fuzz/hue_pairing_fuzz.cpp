// SPDX-License-Identifier: Apache-2.0
// A key file is parsed or refused, and the parsed value survives writing and reading; the same for
// addresses.
#include "hue/pairing.h"
#include "hue/transport.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter::hue;
  const std::string text(bytes, bytes + size);
  if (const auto pairing = parse_pairing(text)) {
    const auto again = parse_pairing(to_text(*pairing));
    if (!again || !(*again == *pairing)) std::abort();
  }
  if (const auto address = parse_address(text)) {
    const auto again = parse_address(to_string(*address));
    if (!again || !(*again == *address)) std::abort();
  }
  return 0;
}
