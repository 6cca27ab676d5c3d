// SPDX-License-Identifier: Apache-2.0
#include "light_level_target.h"
#include "payloads/light_level.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  return read_any_payload({Format::tasmota}, bytes, size);
}
