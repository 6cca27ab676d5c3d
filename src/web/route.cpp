// SPDX-License-Identifier: Apache-2.0
#include "web/route.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace lamplighter::web {
namespace {

/// Of application/x-www-form-urlencoded; a % that begins no byte stands for itself.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

Answer refusal(int status, std::string_view sentence) {
  return {.status = status, .body = nlohmann::json{{"error", sentence}}.dump()};
}

std::optional<Request> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const std::size_t path_end = std::min(target.find('?'), target.size());
  Request request;
  request.path = target.substr(0, path_end);
  target.remove_prefix(std::min(path_end + 1, target.size()));
  while (!target.empty()) {
    const std::size_t end = std::min(target.find('&'), target.size());
    const std::string_view pair = target.substr(0, end);
    target.remove_prefix(std::min(end + 1, target.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.empty()) continue;
    request.query.emplace_back(decoded(pair.substr(0, equals)),
                               decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return request;
}

}  // namespace lamplighter::web
