// SPDX-License-Identifier: Apache-2.0
#include "wire/json_pointer.h"

#include <fmt/format.h>

namespace lamplighter {
namespace {

constexpr std::size_t max_keys = 16;

Error bad_pointer(std::string_view text) {
  return {
      Fault::bad_input,
      fmt::format("pointer \"{}\": expected a JSON pointer as /light/illuminance (~1 stands for "
                  "/, ~0 for ~, at most {} keys)",
                  text.substr(0, 80), max_keys)};
}

}  // namespace

Result<JsonPointer> parse_json_pointer(std::string_view text) {
  JsonPointer keys;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      if (keys.size() == max_keys) return bad_pointer(text);
      keys.emplace_back();
    } else if (keys.empty()) {
      return bad_pointer(text);
    } else if (text[i] != '~') {
      keys.back() += text[i];
    } else if (i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      keys.back() += text[++i] == '0' ? '~' : '/';
    } else {
      return bad_pointer(text);
    }
  }
  return keys;
}

}  // namespace lamplighter
