// SPDX-License-Identifier: Apache-2.0
// The first line is the pointer, the rest is the payload.
#include "light_level_target.h"
#include "payloads/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto pointer = parse_json_pointer(input.substr(0, end));
  if (!pointer) return 0;
  const auto named = Source::make({.topic = "a",
                                   .format = "json",
                                   .pointer = std::string(input.substr(0, end)),
                                   .unit = "hue-light-level",
                                   .name_pointers = {"/name"}});
  if (named) {
    const Decoded decoded = named->decode({"a", input.substr(end + 1), false, Instant{}});
    const auto* reading = std::get_if<Reading>(&decoded.what);
    if (reading != nullptr && !is_good_sensor_name(reading->sensor.text())) std::abort();
  }
  return read_any_payload({Format::json, *pointer}, bytes + end + 1, size - end - 1);
}
