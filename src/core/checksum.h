// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace lamplighter {

/// FNV-1a, 64 bits: detects torn or edited data; not for authentication. (Fowler, Noll, Vo;
/// draft-eastlake-fnv-17.)
constexpr std::uint64_t fnv1a_64(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3U;
  }
  return hash;
}

static_assert(fnv1a_64("") == 0xcbf29ce484222325U && fnv1a_64("a") == 0xaf63dc4c8601ec8cU);

}  // namespace lamplighter
