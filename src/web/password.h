// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace lamplighter::web {

/// A password as it is kept: what scrypt (RFC 7914) makes of it and of a salt, and with which
/// costs, so that they can rise one day. One check takes about a tenth of a second and 16 MB.
class PasswordHash {
 public:
  static constexpr std::size_t shortest_password = 10;   ///< characters
  static constexpr std::size_t longest_password = 1024;  ///< likewise

  /// Of a new password, with a salt of its own. Errors: bad_input for one that is too short or too
  /// long; io where the system gives no random numbers.
  static Result<PasswordHash> of(std::string_view password);

  /// Reads `text()` back. Errors: bad_input, also for costs that would take all memory.
  static Result<PasswordHash> parse(std::string_view text);

  /// "scrypt$14$8$5$<salt>$<hash>": log2 N, r, p, and bytes as hex digits.
  [[nodiscard]] std::string text() const;

  /// Whether it is that password. Takes as long whether or not.
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

}  // namespace lamplighter::web
