// SPDX-License-Identifier: Apache-2.0
// Any response of Home Assistant is a state or an error with a sentence. The first byte is the
// status divided by four.
#include "home_assistant/client.h"
#include "home_assistant/inventory.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter::home_assistant;
  if (size == 0) return 0;
  const Answer answer{bytes[0] * 4, std::string(bytes + 1, bytes + size)};
  const auto is = read_state(answer, "light.a");
  if (!is && is.error().message.empty()) std::abort();
  const auto greeted = read_greeting(answer);
  if (!greeted && greeted.error().message.empty()) std::abort();
  if (is_entity(answer.body) && answer.body.find_first_of("/ \"\\\r\n?#") != std::string::npos)
    std::abort();
  const auto found = read_announcement({"location_name=" + answer.body, answer.body}, "h", 1);
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  if (!found || !is_base_url(found->url)) std::abort();
  if (!std::all_of(found->url.begin(), found->url.end(), is_plain)) std::abort();
  return 0;
}
