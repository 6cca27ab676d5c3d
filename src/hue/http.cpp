// SPDX-License-Identifier: Apache-2.0
#include "hue/http.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lamplighter::hue {

Result<void> check_status(const HttpAnswer& answer) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return {};
  if (status == 401 || status == 403) {
    return Error{Fault::refused,
                 "the bridge does not accept the key; run: lamplighter bridge pair"};
  }
  if (status >= 300 && status < 400) {
    return Error{Fault::refused,
                 "the bridge answers only over https; run: lamplighter bridge pair"};
  }
  if (status == 404) return Error{Fault::not_found, "no such resource on the bridge (404)"};
  if (status == 429 || status >= 500) {
    return Error{Fault::unavailable,
                 fmt::format("the bridge is busy (status {}); retrying later", status)};
  }
  return Error{Fault::bad_input, fmt::format("the bridge rejected the request (status {}): {}",
                                             status, shown(answer.body))};
}

bool is_token(const std::string& text) {
  constexpr std::size_t longest = 200;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  std::string_view("-_.~+=").find(c) != std::string_view::npos;
         });
}

bool is_bridge_id(const std::string& text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string shown(const std::string& text) {
  constexpr std::size_t longest = 120;
  std::string result = text.substr(0, longest);
  for (char& c : result) {
    if (c < ' ' || c > '~') c = '?';
  }
  return result;
}

}  // namespace lamplighter::hue
