// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>

namespace lamplighter::hue {

/// One request to a bridge, before HTTP is put around it.
struct HttpRequest {
  std::string method;
  std::string path;
  std::string body;             ///< JSON; empty for none
  std::string application_key;  ///< goes into the header hue-application-key; empty for none
};

/// What came back.
struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// The way to a bridge: HTTP, HTTPS, or a test's own. One thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Asks and waits for the answer. A redirect is an answer, never followed. Errors: unavailable
  /// when there is no answer; refused when the bridge is not the one it should be.
  virtual Result<HttpAnswer> send(const HttpRequest& request) = 0;
};

/// An answer with a status of the twos; otherwise why not, as an error a person can act on.
/// Errors: refused for 401, 403 and for redirects, not_found for 404, bad_input for other fours,
/// unavailable for 429 and the fives.
Result<void> check_status(const HttpAnswer& answer);

/// Whether the bridge asks to go slower: 429, or 503 from old ones.
inline bool is_too_fast(const HttpAnswer& answer) {
  return answer.status == 429 || answer.status == 503;
}

/// Whether a key or id from a bridge is fit to stand in a path or header: 1 … 200 letters, digits
/// and -_.~+=.
bool is_token(const std::string& text);

/// Whether a text is a bridge's id: 16 hex digits, lower case.
bool is_bridge_id(const std::string& text);

/// Text from a bridge for a message: printable ASCII, others as '?', at most 120 characters.
std::string shown(const std::string& text);

}  // namespace lamplighter::hue
