// SPDX-License-Identifier: Apache-2.0
#include "web/route.h"

#include "web/asset.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <utility>

namespace lamplighter::web {
namespace {

/// For application/x-www-form-urlencoded; an invalid % sequence stays as it is.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

Answer refusal(int status, std::string_view sentence) {
  return {.status = status, .body = nlohmann::json{{"error", sentence}}.dump()};
}

std::optional<Request> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const std::size_t path_end = std::min(target.find('?'), target.size());
  Request request;
  request.path = target.substr(0, path_end);
  target.remove_prefix(std::min(path_end + 1, target.size()));
  while (!target.empty()) {
    const std::size_t end = std::min(target.find('&'), target.size());
    const std::string_view pair = target.substr(0, end);
    target.remove_prefix(std::min(end + 1, target.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.empty()) continue;
    request.query.emplace_back(decoded(pair.substr(0, equals)),
                               decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return request;
}

namespace {

constexpr std::size_t worth_packing = 1400;  // about one packet

/// Scripts only from the page's own files, and nothing from other sites.
constexpr std::string_view every_response =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Accept-Ranges: none\r\n";

/// Not in another page's frame, unless it has the same origin.
constexpr std::string_view content_policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors ";
constexpr std::string_view no_frame = "'none'\r\nX-Frame-Options: DENY\r\n";
constexpr std::string_view own_frame = "'self'\r\nX-Frame-Options: SAMEORIGIN\r\n";

/// A browser that used TLS once must use it for a year.
constexpr std::string_view secure_response = "Strict-Transport-Security: max-age=31536000\r\n";

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char letter) { return letter == ' ' || letter == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::size_t end = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view item = accept_encoding.substr(0, end);
    accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
    const std::size_t name_end = std::min(item.find(';'), item.size());
    if (trimmed(item.substr(0, name_end)) != "gzip") continue;
    const std::string_view weight = trimmed(item.substr(std::min(name_end + 1, item.size())));
    return !(weight.starts_with("q=0") && weight.find_first_of("123456789") == weight.npos);
  }
  return false;
}

void pack(Answer& answer, const ResponseForm& form) {
  if (!answer.more && answer.body.size() < worth_packing) return;
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (!form.takes_gzip) return;
  answer.headers.emplace_back("Content-Encoding", "gzip");
  if (!answer.more) {
    answer.body = gzipped(answer.body);
    return;
  }
  answer.more = [more = std::move(answer.more), packer = std::make_shared<GzipStream>()] {
    std::string packed;
    while (packed.empty() && !packer->is_finished()) {
      const std::string piece = more();
      packed = piece.empty() ? packer->finish() : packer->add(piece);
    }
    return packed;
  };
}

Answer asset_answer(const Asset& asset, std::string_view if_none_match, const ResponseForm& form) {
  const std::string tag = fmt::format("\"{}\"", asset.tag);
  Answer answer;
  answer.type = asset.type;
  answer.headers = {{"ETag", tag}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}};
  if (if_none_match == tag) {
    answer.status = 304;
  } else if (form.takes_gzip) {
    answer.headers.emplace_back("Content-Encoding", "gzip");
    answer.body = asset.gzip;
  } else {
    answer.body = unpacked(asset);
  }
  return answer;
}

std::string response_text(const Answer& answer, const ResponseForm& form) {
  std::string text;
  text.reserve(1024 + (form.is_head ? 0 : answer.body.size()));
  const auto out = std::back_inserter(text);
  const auto add = [&](std::string_view name, std::string_view value) {
    fmt::format_to(out, "{}: {}\r\n", name, value);
  };
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", answer.status, reason_of(answer.status));
  text += content_policy;
  text += form.is_framed ? own_frame : no_frame;
  text += every_response;
  if (form.is_secure) text += secure_response;
  bool has_cache_control = false;
  for (const auto& [name, value] : answer.headers) {
    add(name, value);
    has_cache_control = has_cache_control || name == "Cache-Control";
  }
  if (!has_cache_control) add("Cache-Control", "no-store");
  if (!answer.file_name.empty())
    add("Content-Disposition", fmt::format("attachment; filename=\"{}\"", answer.file_name));
  if (form.closes) add("Connection", "close");
  if (answer.status != 304) {
    add("Content-Type", answer.type);
    if (!answer.more) {
      fmt::format_to(out, "Content-Length: {}\r\n", answer.body.size());
    } else if (form.is_chunked) {
      add("Transfer-Encoding", "chunked");
    }
  }
  text += "\r\n";
  if (!answer.more && !form.is_head) text += answer.body;
  return text;
}

std::string piece_text(std::string_view piece, const ResponseForm& form) {
  if (!form.is_chunked) return std::string(piece);
  return fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
}

}  // namespace lamplighter::web
