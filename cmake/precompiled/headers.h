// SPDX-License-Identifier: Apache-2.0
// Read once for all sources of a sanitized build (cmake/Precompiled.cmake).
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#define LAMPLIGHTER_JSON_PARTS(kind, Json)                                          \
  kind template class nlohmann::detail::serializer<Json>;                           \
  kind template class nlohmann::detail::lexer<                                      \
      Json, nlohmann::detail::iterator_input_adapter<const char*>>;                 \
  kind template class nlohmann::detail::parser<                                     \
      Json, nlohmann::detail::iterator_input_adapter<const char*>>;                 \
  kind template class nlohmann::detail::lexer<                                      \
      Json, nlohmann::detail::iterator_input_adapter<std::string::const_iterator>>; \
  kind template class nlohmann::detail::parser<                                     \
      Json, nlohmann::detail::iterator_input_adapter<std::string::const_iterator>>;

extern template class nlohmann::basic_json<>;
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
LAMPLIGHTER_JSON_PARTS(extern, nlohmann::json)
LAMPLIGHTER_JSON_PARTS(extern, nlohmann::ordered_json)
