// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/asset.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lamplighter::web {

/// A request that passed the checks of host, origin and password.
struct Request {
  std::string path;                                        ///< without the query
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  std::string body;                                        ///< of a POST: JSON

  /// The first value of a query parameter; nothing if it is absent.
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const {
    for (const auto& [key, text] : query) {
      if (key == name) return text;
    }
    return std::nullopt;
  }
};

/// Parses a request target such as "/api/v1/tonight?date=2026-12-24"; nothing if it is not a path.
/// Only the query is decoded: none of our paths needs it.
std::optional<Request> parse_target(std::string_view target);

/// A response.
struct Answer {
  int status = 200;
  std::string type = "application/json";
  std::string body = {};

  /// For long responses, instead of `body`: called until it returns an empty string, on one thread.
  std::function<std::string()> more = nullptr;

  /// The file name for saving it in a browser; empty: shown in the browser.
  std::string file_name = {};

  std::vector<std::pair<std::string, std::string>> headers = {};  ///< additional ones
};

/// {"error":sentence} with this status.
Answer refusal(int status, std::string_view sentence);

/// The handler for a method and path. GET changes nothing; everything that changes something is a
/// POST with content type application/json, which pages of other sites cannot send.
struct Route {
  std::string method;  ///< GET or POST
  std::string path;    ///< exact match: "/api/v1/tonight"

  /// Called on several threads at once. Must not throw.
  std::function<Answer(const Request&)> handler;
};

/// The properties of a request and its connection that affect the response.
struct ResponseForm {
  bool is_head = false;     ///< HEAD: everything except the body
  bool takes_gzip = false;  ///< Accept-Encoding
  bool is_chunked = true;   ///< bodies of unknown length are chunked; not for HTTP/1.0
  bool closes = false;      ///< the connection ends with this response
  bool is_secure = false;   ///< over TLS
  bool is_framed = false;   ///< pages of the same origin may show it in a frame
};

/// Whether an Accept-Encoding header allows gzip.
bool takes_gzip(std::string_view accept_encoding);

/// Compresses a response, or its pieces as they are produced, if that is allowed and worthwhile.
void pack(Answer& answer, const ResponseForm& form);

/// An asset as a response; status 304 if `if_none_match` is its tag.
Answer asset_answer(const Asset& asset, std::string_view if_none_match, const ResponseForm& form);

/// Status line, headers, and the body unless the response is sent in pieces.
std::string response_text(const Answer& answer, const ResponseForm& form);

/// A piece of a response of unknown length; an empty piece ends it.
std::string piece_text(std::string_view piece, const ResponseForm& form);

}  // namespace lamplighter::web
