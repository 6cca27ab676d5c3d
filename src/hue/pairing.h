// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue/bridge.h"

#include <string>
#include <string_view>

namespace lamplighter::hue {

/// What pairing with a bridge leaves behind: the text of the key file. The key is a password.
struct Pairing {
  std::string bridge_id;  ///< 16 hex digits, lower case
  std::string address;    ///< where the bridge was, host or host:port
  Api api = Api::v1;
  bool is_secure = false;  ///< over https
  std::string pin;         ///< of a certificate that no authority signed; else empty
  std::string key;

  friend bool operator==(const Pairing&, const Pairing&) = default;
};

/// JSON with a format number, one member a line.
std::string to_text(const Pairing& pairing);

/// Reads that text. Errors: bad_input for anything else, also for a newer format.
Result<Pairing> parse_pairing(std::string_view text);

}  // namespace lamplighter::hue
