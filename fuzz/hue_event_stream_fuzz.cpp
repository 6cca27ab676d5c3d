// SPDX-License-Identifier: Apache-2.0
// The event stream gives the same messages however its bytes are fragmented; the first byte chooses
// the fragmentation.
#include "hue/event_stream.h"
#include "hue/transport.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  using namespace lamplighter::hue;
  if (size == 0) return 0;
  const std::string text(bytes + 1, bytes + size);
  http::StreamReader whole;
  const std::vector<http::StreamMessage> expected = whole.read(text);
  http::StreamReader cut;
  std::vector<http::StreamMessage> messages;
  const std::size_t step = bytes[0] % 16 + 1U;
  for (std::size_t i = 0; i < text.size(); i += step) {
    for (http::StreamMessage& one : cut.read(std::string_view(text).substr(i, step))) {
      messages.push_back(std::move(one));
    }
  }
  if (!(messages == expected)) std::abort();
  for (const http::StreamMessage& message : messages) {
    for (const LampReport& report : read_reports(message.text)) {
      if (!is_token(report.id)) std::abort();
    }
  }
  for (const LampReport& report : read_reports(text)) {
    if (report.brightness && !(*report.brightness >= 0 && *report.brightness <= 100)) std::abort();
    if (report.lux && !(*report.lux >= 0 && *report.lux < 1e7)) std::abort();
  }
  return 0;
}
