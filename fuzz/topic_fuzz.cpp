// SPDX-License-Identifier: Apache-2.0
// A pattern, a newline, a topic: whatever name comes out makes an id that is safe as a folder and
// as a CSV field, and that no other name makes.
#include "wire/sensor_name.h"
#include "wire/topic_pattern.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

std::string name_from_id(std::string id) {
  for (std::size_t at = id.find('%'); at != std::string::npos; at = id.find('%', at + 1)) {
    const std::string code = id.substr(at, 3);
    if (code != "%2F" && code != "%25") std::abort();
    id.replace(at, 3, code == "%2F" ? "/" : "%");
  }
  return id;
}

void check_id(std::string_view name, const std::string& id) {
  if (id.empty() || id.size() > lamplighter::max_id_bytes) std::abort();
  if (id.front() == '.' || id.find_first_of("/\\,\"\n\r") != std::string::npos) std::abort();
  for (const char c : id) {
    if ((c >= 0 && c < ' ') || c == 0x7f) std::abort();
  }
  if (name_from_id(id) != name) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view topic = input.substr(end + 1);
  std::string_view name = topic;
  if (const auto pattern = lamplighter::TopicPattern::parse(input.substr(0, end))) {
    const auto match = pattern->match(topic);
    if (match && pattern->has_name()) name = match->name;
  }
  if (const auto id = lamplighter::id_from_name(name)) check_id(name, *id);
  return 0;
}
