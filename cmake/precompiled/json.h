// SPDX-License-Identifier: Apache-2.0
// Headers of sources that use JSON; the JSON templates are compiled once, in json.cpp
// (cmake/Precompiled.cmake).
#pragma once

#include "standard.h"

#include <nlohmann/json.hpp>

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
