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

/// A request that may be answered: its host, origin and password were checked before.
struct Request {
  std::string path;                                        ///< without the query
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in their order
  std::string body;                                        ///< of a POST: JSON

  /// The first value of a query's name; nothing where it is not there.
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const {
    for (const auto& [key, text] : query) {
      if (key == name) return text;
    }
    return std::nullopt;
  }
};

/// The request of a target, as "/api/v1/tonight?date=2026-12-24", without its body; nothing for
/// what is no path. Only the query is decoded: no path of ours needs it.
std::optional<Request> parse_target(std::string_view target);

/// What is sent back.
struct Answer {
  int status = 200;
  std::string type = "application/json";
  std::string body = {};

  /// For long answers, instead of `body`: called until it gives an empty text, on one thread.
  std::function<std::string()> more = nullptr;

  /// The name under which a browser saves it; empty: it shows it.
  std::string file_name = {};

  std::vector<std::pair<std::string, std::string>> headers = {};  ///< further ones
};

/// {"error":sentence} with this status.
Answer refusal(int status, std::string_view sentence);

/// Who answers what. GET changes nothing; whatever changes something is a POST with a body of type
/// application/json, which no page of another site can send.
struct Route {
  std::string method;  ///< GET or POST
  std::string path;    ///< exactly: "/api/v1/tonight"

  /// Called on several threads at once. Must not throw.
  std::function<Answer(const Request&)> handler;
};

/// What of a request and its connection shapes the response.
struct ResponseForm {
  bool is_head = false;     ///< a HEAD: everything but the body
  bool takes_gzip = false;  ///< Accept-Encoding
  bool is_chunked = true;   ///< pieces of unknown length are framed; not for HTTP/1.0
  bool closes = false;      ///< the connection ends with it
  bool is_secure = false;   ///< over TLS
  bool is_framed = false;   ///< pages of the same origin may show it in a frame
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
