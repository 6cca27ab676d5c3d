// SPDX-License-Identifier: Apache-2.0
// A pattern, a newline, a topic: any name found is valid for a row, and its file name stays in the
// folder and is unique to the name.
#include "csv/names.h"
#include "payloads/source.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void check(std::string_view name) {
  if (name.find_first_of("\\,\"\n\r") != std::string_view::npos) std::abort();
  for (const char c : name) {
    if ((c >= 0 && c < ' ') || c == 0x7f) std::abort();
  }
  if (!lamplighter::csv::is_good_name(name)) std::abort();
  const std::string stem = lamplighter::csv::stem_of_name(name);
  if (stem.empty() || stem.size() > lamplighter::csv::max_stem) std::abort();
  if (stem.front() == '.' || stem.find('/') != std::string::npos) std::abort();
  if (lamplighter::csv::name_of_stem(stem) != name) std::abort();
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
  if (lamplighter::is_good_sensor_name(name)) check(name);
  return 0;
}
