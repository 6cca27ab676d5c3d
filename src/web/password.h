// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// A password as stored: its scrypt hash (RFC 7914) with salt and cost parameters, so that the
/// costs can be increased later. A check takes about a tenth of a second and 16 MB.
class PasswordHash {
 public:
  static constexpr std::size_t shortest_password = 10;   ///< characters
  static constexpr std::size_t longest_password = 1024;  ///< characters

  /// Hashes a new password with a new salt. Errors: bad_input if it is too short or too long; io if
  /// the system provides no random numbers.
  static Result<PasswordHash> of(std::string_view password);

  /// The inverse of `text()`. Errors: bad_input, also for costs that would exhaust the memory.
  static Result<PasswordHash> parse(std::string_view text);

  /// "scrypt$14$8$5$<salt>$<hash>": log2 N, r, p, and bytes as hex digits.
  [[nodiscard]] std::string text() const;

  /// Whether the password matches, in constant time.
  [[nodiscard]] bool matches(std::string_view password) const;

 private:
  struct Costs {
    unsigned log_n = 14;
    unsigned r = 8;
    unsigned p = 5;
  };

  PasswordHash(Costs costs, std::string salt) : costs_(costs), salt_(std::move(salt)) {}
  [[nodiscard]] std::string derive(std::string_view password) const;

  Costs costs_;
  std::string salt_;  ///< bytes
  std::string hash_;  ///< bytes
};

/// Bytes as lower-case hex digits.
inline std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += digits[value >> 4U];
    text += digits[value & 15U];
  }
  return text;
}

/// The inverse of to_hex; nothing for anything but pairs of lower-case hex digits.
inline std::optional<std::string> from_hex(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::size_t high = digits.find(text[i]);
    const std::size_t low = digits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace lamplighter::web
