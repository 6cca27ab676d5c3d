// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "core/look.h"
#include "core/reading.h"

#include <cstdint>
#include <string_view>
#include <variant>

namespace lamplighter {

/// A row of a readings file, of an on/off file or of a looks file.
using Row = std::variant<Reading, Change, LookChange>;

/// What the broker says of a message beside topic and payload.
struct Delivery {
  std::uint16_t packet_id = 0;  ///< 0: it is never delivered again
  bool is_repeat = false;       ///< it was sent before, under the same number
};

/// How a message is known again when it is delivered again: its number, and a digest of topic and
/// payload.
struct Mark {
  std::uint16_t packet_id = 0;
  std::uint32_t digest = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// FNV-1a over topic, a NUL and payload. Tells two payloads under one number apart, nothing more.
constexpr std::uint32_t digest_of(std::string_view topic, std::string_view payload) {
  std::uint32_t digest = 2166136261u;
  const auto mix = [&](unsigned char byte) { digest = (digest ^ byte) * 16777619u; };
  for (const char c : topic) mix(static_cast<unsigned char>(c));
  mix(0);
  for (const char c : payload) mix(static_cast<unsigned char>(c));
  return digest;
}

/// A row on its way from a message to its file.
struct Taken {
  Row row;
  Mark mark;

  friend bool operator==(const Taken&, const Taken&) = default;
};

}  // namespace lamplighter
