// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/asset.h"
#include "web/route.h"

#include <string>
#include <string_view>

namespace lamplighter::web {

/// What of a request and its connection shapes the response.
struct ResponseForm {
  bool is_head = false;     ///< a HEAD: everything but the body
  bool takes_gzip = false;  ///< Accept-Encoding
  bool is_chunked = true;   ///< pieces of unknown length are framed; not for HTTP/1.0
  bool closes = false;      ///< the connection ends with it
  bool is_secure = false;   ///< over TLS
};

/// Whether an Accept-Encoding header allows gzip.
bool takes_gzip(std::string_view accept_encoding);

/// Packs an answer, or its pieces as they are made, where that is allowed and worth it.
void pack(Answer& answer, const ResponseForm& form);

/// An asset as an answer; status 304 where `if_none_match` is its tag.
Answer asset_answer(const Asset& asset, std::string_view if_none_match, const ResponseForm& form);

/// Status line, headers, and the body unless the answer comes in pieces.
std::string response_text(const Answer& answer, const ResponseForm& form);

/// A piece of an answer of unknown length; the empty one ends it.
std::string piece_text(std::string_view piece, const ResponseForm& form);

}  // namespace lamplighter::web
