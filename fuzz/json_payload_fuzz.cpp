// SPDX-License-Identifier: Apache-2.0
// The first line is the pointer, the rest the payload.
#include "light_level_target.h"
#include "payloads/light_level.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto pointer = parse_json_pointer(input.substr(0, end));
  if (!pointer) return 0;
  return read_any_payload({Format::json, *pointer}, bytes + end + 1, size - end - 1);
}
